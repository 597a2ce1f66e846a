// The words of a text, in the one form in which texts are searched. What fills the index and what is looked for
// come through here alike. Knows neither queries nor files.

/** A longer run of letters counts as several words; a query for it is cut the same way. */
const LONGEST_WORD = 64

/** Scripts that put no space between words: each character is a word, so that any piece of a text is found. */
const UNSPACED = ['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr']
  .map((script) => `\\p{scx=${script}}`)
  .join('')
const PART = '[\\p{L}\\p{N}\\p{M}]'
const SINGLE = `(?=[\\p{L}\\p{N}\\p{M}])[${UNSPACED}]|(?![\\p{ASCII}\\ufffd])\\p{S}`

const ANY_WORD = new RegExp(`${SINGLE}|(?:(?![${UNSPACED}])${PART}){1,${LONGEST_WORD}}`, 'gu')
const ASCII_WORD = new RegExp(`[a-z0-9]{1,${LONGEST_WORD}}`, 'g')
const WHOLE_SINGLE = new RegExp(`^(?:${SINGLE})$`, 'u')

const ASCII = /^[\0-\x7f]*$/
/** Accents and the like, and what only chooses between two pictures of one character. */
const ORNAMENT = /[\u0300-\u036f]|[\ufe00-\ufe0f]/g

/** A text without case, accents and the forms that one character can take. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  const plain = text.normalize('NFKD').toLowerCase().replace(ORNAMENT, '')
  return plain.replaceAll('ß', 'ss').replaceAll('ς', 'σ').normalize('NFC')
}

/** The words of a folded text, in its order. */
export function wordsOf(folded: string): string[] {
  return folded.match(ASCII.test(folded) ? ASCII_WORD : ANY_WORD) ?? []
}

/** Whether a word is whole by itself, so that none is longer and begins with it. */
export function isSingle(word: string): boolean {
  return WHOLE_SINGLE.test(word)
}
