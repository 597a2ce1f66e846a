// A QR code for a terminal: two rows of it in each line. Its light squares are what is printed, so that it stands out
// from the dark of most terminals with the light margin that readers need.

const HALVES = [' ', '▄', '▀', '█'] as const

/** The lines of a text's QR code. */
export async function qrLines(text: string): Promise<string[]> {
  // Read only now: no other command needs it.
  const { encodeQR } = await import('qr')
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 2 })
  const lines: string[] = []
  for (let at = 0; at < rows.length; at += 2) lines.push(lineOf(rows[at] ?? [], rows[at + 1]))
  return lines
}

/** `lower` is missing below an odd last row: nothing is there to be light. */
function lineOf(upper: readonly boolean[], lower: readonly boolean[] | undefined): string {
  const glyph = (isUpperDark: boolean, column: number): string => {
    const isLowerLight = lower?.[column] === false
    return HALVES[(isUpperDark ? 0 : 2) + (isLowerLight ? 1 : 0)] ?? ''
  }
  return upper.map(glyph).join('')
}
