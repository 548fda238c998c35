import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/api/generated.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/no-v-html': 'error',
      'no-console': 'error',
      // The compiler knows what is defined, types included.
      'no-undef': 'off',
      'max-lines': ['error', 300],
    },
  },
  {
    // Only the map's room knows the map's library.
    files: ['src/**/*.{ts,vue}'],
    ignores: ['src/map/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['maplibre-gl*'], message: 'Only src/map/ touches MapLibre.' }] },
      ],
    },
  },
  { files: ['tests/**', 'scripts/**'], rules: { 'no-console': 'off', 'max-lines': 'off' } },
  prettier,
)
