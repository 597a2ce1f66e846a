// Command-line switches that would open the shipped app to others (S-76). Pure.

const REFUSED = new Set([
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'load-extension',
  'disable-web-security',
  'no-sandbox',
  'disable-sandbox',
  'disable-setuid-sandbox',
  'disable-gpu-sandbox',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'js-flags',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'remote-allow-origins',
  'inspect-publish-uid',
  'inspect-wait',
  'debug-port',
  'auto-open-devtools-for-tabs',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-site-isolation-trials',
  'single-process',
  'no-zygote',
  'zygote-cmd-prefix',
  'ppapi-plugin-launcher',
  'allow-running-insecure-content',
  'unsafely-treat-insecure-origin-as-secure',
  'allow-file-access-from-files',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'host-rules',
  'host-resolver-rules',
  'enable-blink-features',
  'enable-automation',
  'user-data-dir',
  'log-net-log',
  'ssl-key-log-file',
  'crash-dumps-dir',
])

/** The first switch on this command line that is refused, with its dashes; null = none. */
export function refusedSwitch(argv: readonly string[]): string | null {
  for (const word of argv) {
    const name = /^(?:--?|\/)([a-z][a-z\d_-]*)(?:=.*)?$/is.exec(word)?.[1]?.toLowerCase()
    if (name !== undefined && REFUSED.has(name.replaceAll('_', '-'))) return `--${name}`
  }
  return null
}
