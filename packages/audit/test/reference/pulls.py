"""Reference values of pulls: python3 -m venv v && v/bin/pip install statsmodels && v/bin/python pulls.py > pulls.json"""

import json

import numpy as np
import statsmodels.api as sm

random = np.random.default_rng(0)

CLASSES, IMAGES, SIZE, ARRANGEMENTS = 3, 24, 4, 4
labels = np.array([image % CLASSES for image in range(IMAGES)])


def arrangement():
    batches = np.empty(IMAGES, dtype=int)
    batches[random.permutation(IMAGES)] = np.arange(IMAGES) // SIZE
    probabilities = random.dirichlet(np.ones(CLASSES), IMAGES).astype(np.float32)
    return batches, probabilities


arrangements = [arrangement() for _ in range(ARRANGEMENTS)]


def within(rows):
    """Slope with dummies for every group, standard errors clustered by image; the correction of few clusters is g / (g - 1)."""
    groups = sorted({group for group, _, _, _ in rows})
    varying = [g for g in groups if len({x for group, _, x, _ in rows if group == g}) > 1]
    rows = [row for row in rows if row[0] in varying]
    dummies = np.array([[float(group == g) for g in varying] for group, _, _, _ in rows])
    x = np.array([[x] for _, _, x, _ in rows], dtype=float)
    y = np.array([y for _, _, _, y in rows], dtype=float)
    images = np.array([image for _, image, _, _ in rows])
    fit = sm.OLS(y, np.hstack([x, dummies])).fit(cov_type="cluster", cov_kwds={"groups": images, "use_correction": False})
    clusters = len(set(images))
    half = 1.959963984540054 * fit.bse[0] * np.sqrt(clusters / (clusters - 1))
    return {"value": fit.params[0], "interval": [fit.params[0] - half, fit.params[0] + half], "images": clusters}


own, absent = [], []
for batches, probabilities in arrangements:
    for image in range(IMAGES):
        mates = labels[batches == batches[image]]
        own.append((str(image), image, int(sum(mates == labels[image])) - 1, float(probabilities[image, labels[image]])))
        for label in range(CLASSES):
            if label != labels[image]:
                missing = int(label not in mates)
                absent.append((f"{image} {label}", image, missing, float(probabilities[image, label])))

print(
    json.dumps(
        {
            "classes": CLASSES,
            "labels": labels.tolist(),
            "arrangements": [
                {"batches": batches.tolist(), "probabilities": probabilities.ravel().astype(float).tolist()}
                for batches, probabilities in arrangements
            ],
            "ownClass": within(own),
            "absentClass": within(absent),
        }
    )
)
