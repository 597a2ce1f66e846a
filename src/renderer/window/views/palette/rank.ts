// Which entries a text finds, best first. Pure; knows no entry's meaning.

/** What a text is held against. */
export type Findable = Readonly<{
  label: string
  /** What else it may be looked for by: other languages, what stands on the page. */
  words: readonly string[]
}>

const AT_START = 8
const AT_WORD = 5
const INSIDE = 2
const OTHER_AT_START = 3
const INSIDE_OTHER = 1

/** Without case, accents and marks of width. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function scoreIn(text: string, part: string): number {
  if (!text.includes(part)) return 0
  if (text.startsWith(part)) return AT_START
  const isAtWord = text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(part))
  return isAtWord ? AT_WORD : INSIDE
}

function scoreInOthers(texts: readonly string[], part: string): number {
  if (texts.some((text) => text.startsWith(part))) return OTHER_AT_START
  return texts.some((text) => text.includes(part)) ? INSIDE_OTHER : 0
}

function scoreOf({ label, words }: Findable, parts: readonly string[]): number {
  const own = folded(label)
  const others = words.map(folded)
  let sum = 0
  for (const part of parts) {
    const score = Math.max(scoreIn(own, part), scoreInOthers(others, part))
    if (score === 0) return 0
    sum += score
  }
  return sum
}

/** Those that have every part of the text, the best first and else in their order. Without a text all of them. */
export function ranked<Entry extends Findable>(entries: readonly Entry[], text: string): Entry[] {
  const parts = folded(text).split(/\s+/).filter(Boolean)
  if (parts.length === 0) return [...entries]
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, parts) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ entry }) => entry)
}
