// Cuts a long Markdown text between paragraphs, because a parser's time grows faster than its text. Knows of
// Markdown what it must not cut: fences of code; and what pieces need of each other: where references lead.

/** A piece is closed at the first empty line beyond so many UTF-16 units. */
const ENOUGH = 3_000
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const DEFINITION = /^ {0,3}\[(?!\^)([^[\]\n]{1,200})\]:[ \t]*\S.*$/gm
/** So many definitions are known to all pieces. */
const DEFINITIONS = 100

/** The text in pieces that can be read one by one; a short text is one piece. */
export function piecesOf(body: string): readonly string[] {
  if (body.length <= ENOUGH) return [body]
  const definitions = [...body.matchAll(DEFINITION)].slice(0, DEFINITIONS)
  return cutBetween(body).map((piece) => {
    const missing = definitions.filter(
      ([line, label = '']) => piece.includes(`[${label}]`) && !piece.includes(line),
    )
    return missing.length === 0 ? piece : `${piece}\n\n${missing.map(([line]) => line).join('\n')}`
  })
}

function cutBetween(body: string): string[] {
  const pieces: string[] = []
  let start = 0
  let at = 0
  let fence: string | null = null
  for (const line of body.split('\n')) {
    fence = fenceAfter(fence, line)
    at += line.length + 1
    if (fence !== null || at - start < ENOUGH || line.trim() !== '') continue
    pieces.push(body.slice(start, at))
    start = at
  }
  if (start < body.length) pieces.push(body.slice(start))
  return pieces
}

/** The fence that is open after this line, if any. */
function fenceAfter(open: string | null, line: string): string | null {
  const mark = FENCE.exec(line)?.[1]
  if (mark === undefined) return open
  if (open === null) return mark
  const closes = mark[0] === open[0] && mark.length >= open.length && line.trim() === mark
  return closes ? null : open
}
