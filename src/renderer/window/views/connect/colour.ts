// Colours for a few lines of code: strings and the words that lead. No more than our own snippets need. Pure.

export type Part = Readonly<{ text: string; as: '' | 'k' | 's' }>

const TOKEN =
  /(?<s>'(?:[^'\\]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<k>\b(?:curl|const|new|import|await)\b)/g

/** Splits code into parts; joined again they are the code. */
export function colour(code: string): readonly Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of code.matchAll(TOKEN)) {
    if (match.index > end) parts.push({ text: code.slice(end, match.index), as: '' })
    parts.push({ text: match[0], as: match.groups?.['s'] === undefined ? 'k' : 's' })
    end = match.index + match[0].length
  }
  if (end < code.length) parts.push({ text: code.slice(end), as: '' })
  return parts
}
