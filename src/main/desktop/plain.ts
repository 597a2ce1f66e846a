// Text of others, made fit for one line of a menu or a few of a toast. Pure; knows no language.

/** Control characters, and the marks that turn the direction of text round or hide in it. */
// eslint-disable-next-line no-control-regex -- these are what is taken out
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

/** At most `max` characters; what is cut ends in an ellipsis, which counts. No character is split. */
export function cut(text: string, max: number): string {
  const characters = Array.from(text.slice(0, max * 4))
  if (characters.length <= max) return text.length > max * 4 ? `${characters.join('')}…` : text
  return `${characters
    .slice(0, max - 1)
    .join('')
    .trimEnd()}…`
}

/** One line without anything that is not to be seen. */
export function plainLine(text: string, max: number): string {
  const line = text
    .slice(0, max * 16)
    .replace(CONTROL, ' ')
    .replace(INVISIBLE, '')
  return cut(line.replace(/\s+/g, ' ').trim(), max)
}

/** Several lines without anything that is not to be seen; no more than one empty line between. */
export function plainText(text: string, max: number): string {
  const lines = text
    .slice(0, max * 16)
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, ' ')
  return cut(
    lines
      .replace(INVISIBLE, '')
      .replace(/[ \t]+/g, ' ')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    max,
  )
}

/** Text as a notification server on Linux wants its body, which it takes for markup. */
export function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** A menu's label in which no letter becomes a shortcut. */
export function escapeMnemonic(text: string): string {
  return text.replace(/&/g, '&&')
}
