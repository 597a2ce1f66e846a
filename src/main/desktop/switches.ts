// Command-line switches that would open the shipped app to others (S-76). Pure.

const REFUSED = [
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
]

/** The first switch on this command line that is refused, with its dashes; null = none. */
export function refusedSwitch(argv: readonly string[]): string | null {
  for (const word of argv) {
    const name = /^(?:--?|\/)([a-z-]+)(?:=.*)?$/i.exec(word)?.[1]?.toLowerCase()
    if (name !== undefined && REFUSED.includes(name)) return `--${name}`
  }
  return null
}
