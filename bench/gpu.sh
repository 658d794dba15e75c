#!/usr/bin/env bash
# All there is to know about a graphics card of NVIDIA, in some minutes, after a download of some 3 GB: that TensorFlow computes on it, as exactly as every engine and with the same bits each
# time (the conformance suite), and how many images a second the paper's networks train with, beside PyTorch on the same card in the same run.
#
#   bench/gpu.sh [FILE]      rows as JSON to FILE
#
# Needs Linux on x86-64, the card's driver, Python with pip, g++, and for the peer BATCHMATES_PEER_PYTHON with a PyTorch that has CUDA.
set -euo pipefail
file=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv
npm run setup:tensorflow -- --gpu
npx batchmates engines
BATCHMATES_REQUIRE_GPU=1 npx vitest run --project engine-tfjs tfjs-node-gpu
npm run -s bench -- tfjs-step --engine tfjs-node-gpu
npm run -s bench -- train-step resnet20-w64 resnet20-w16 resnet34-w96-10 --engines tfjs-node-gpu,pytorch-cuda,onednn \
  --threads "$(nproc)" --rounds 3 --milliseconds 3000 ${file:+--json "$file"}
