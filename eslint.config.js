// The rules that a machine can keep: type-checked, and the ones that guard Bellhop's security.

import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import { defineConfig, globalIgnores } from 'eslint/config'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** Ways to turn text into markup. What senders write is only ever text. */
const MARKUP = [
  {
    selector:
      'MemberExpression[property.name=/^(innerHTML|outerHTML|srcdoc|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment)$/]',
    message: 'Text of senders must stay text: build elements instead.',
  },
  {
    selector: 'SvelteAttribute[key.name="srcdoc"]',
    message: 'Text of senders must stay text: no srcdoc.',
  },
]

const STYLE = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings instead of an enum.' },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Name what you export, so that it is called the same everywhere.',
  },
]

/** Bare handlers would skip the check of who sent a message. */
const BARE_IPC = {
  selector:
    ':matches(ImportSpecifier[imported.name="ipcMain"], MemberExpression[property.name="ipcMain"])',
  message: 'Only src/main/desktop/ipc* may name ipcMain: it checks the sender and the argument.',
}

/** Files whose tools demand a default export. */
const CONFIGS = ['*.config.{js,ts}']

export default defineConfig(
  globalIgnores(['out', 'dist', 'test-results', 'src/shared/messages', 'project.inlang']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      // TypeScript finds unknown names itself, one runtime at a time.
      'no-undef': 'off',
      'no-restricted-syntax': ['error', ...MARKUP, ...STYLE, BARE_IPC],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return refuse()` and `return void refuse()` leave early with the last word said.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        {
          ignoreArrowShorthand: true,
          ignoreVoidOperator: true,
          ignoreVoidReturningFunctions: true,
        },
      ],
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: { 'svelte/no-at-html-tags': 'error' },
  },
  {
    files: ['src/main/desktop/ipc*', 'src/main/desktop/ipc/**'],
    rules: { 'no-restricted-syntax': ['error', ...MARKUP, ...STYLE] },
  },
  {
    files: CONFIGS,
    rules: { 'no-restricted-syntax': ['error', ...MARKUP] },
  },
  {
    // Their types stand in comments, where these rules do not see an assertion; tsc does.
    files: ['**/*.{js,mjs}'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    // Electron itself loads this one, which is older than its modules.
    files: ['scripts/setup/default-app/**'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { sourceType: 'commonjs', parserOptions: { projectService: false } },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      'svelte/no-inner-declarations': 'off',
    },
  },
  {
    // Programs that a person reads in a terminal.
    files: [
      'scripts/**',
      'bench/**',
      'test/chaos/**',
      'test/fuzz/**',
      'test/hostile/**',
      'test/soak/**',
      'src/main/cli.ts',
      'src/main/cli/**',
    ],
    rules: { 'no-console': 'off' },
  },
)
