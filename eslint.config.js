import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundaries } from './tools/lint/boundaries.js';

const root = import.meta.dirname;

export default defineConfig(
  // Files beside pipelines (strategies, stages) are their authors' and in no TypeScript project here.
  globalIgnores([
    '**/node_modules',
    '**/dist',
    'artifacts',
    'data',
    '.nx',
    '.cache',
    'coverage',
    'pipelines',
    // Made by `npm run generate -w packages/onnx`.
    'packages/onnx/src/generated',
    // What it imports is not installed with the project.
    'tools/docs/site',
  ]),
  {
    files: ['**/*.{ts,tsx,mts,js,mjs}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { batchmates: { rules: { boundaries } } },
    rules: {
      'batchmates/boundaries': ['error', { root }],
      // Ignored promises lose errors: `void promise` is no way out either.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // noUncheckedIndexedAccess makes typed-array code full of indices that are known to exist.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Contracts are objects of closures: no code here uses `this` of an object literal.
      '@typescript-eslint/unbound-method': 'off',
      // Contracts are asynchronous where some implementations need not wait.
      '@typescript-eslint/require-await': 'off',
      // `Promise<Report | void>`: a stage may return nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Generic factories name a parameter once to tie a caller's types together.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // Code that tests for the name of a built-in strategy or protocol would treat a third party's differently.
    files: ['packages/*/src/**/*.{ts,tsx}'],
    ignores: ['packages/batching/src/strategies/**', 'packages/protocols/src/protocols/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['left', 'right'].flatMap((side) =>
          ['name', 'property.name'].map((name) => ({
            selector: `BinaryExpression[operator=/^[!=]==$/][${side}.${name}=/^(strategy|protocol|batching)$/][${side === 'left' ? 'right' : 'left'}.type='Literal']`,
            message:
              'Ask the strategy or protocol for what it declares (composition, statistics, order), not for its name.',
          })),
        ),
      ],
    },
  },
  {
    // Plain JavaScript is checked by tsc as well (tools/tsconfig.json); casts in comments, which tsc heeds, are not seen here.
    files: ['**/*.{js,mjs}'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    // Entries that plain Node must be able to read; they are outside the packages' TypeScript projects.
    files: ['packages/**/*.{js,mjs}', 'bench/**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
