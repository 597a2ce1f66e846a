// Where the window was, and whether it can be there again. Pure.

export type Box = Readonly<{ x: number; y: number; width: number; height: number }>

export const SMALLEST = { width: 360, height: 480 } as const
export const FIRST = { width: 1_280, height: 800 } as const

/** A remembered box that still fits, or one of the first size, without a place of its own. */
export function fitBox(
  remembered: unknown,
  screens: readonly Box[],
): Readonly<{ width: number; height: number; x?: number; y?: number }> {
  const largest = {
    width: Math.max(...screens.map((screen) => screen.width), SMALLEST.width),
    height: Math.max(...screens.map((screen) => screen.height), SMALLEST.height),
  }
  const box = parseBox(remembered)
  const size = {
    width: clamp(box?.width ?? FIRST.width, SMALLEST.width, largest.width),
    height: clamp(box?.height ?? FIRST.height, SMALLEST.height, largest.height),
  }
  if (!box || !screens.some((screen) => isReachable({ ...box, ...size }, screen))) return size
  return { ...size, x: box.x, y: box.y }
}

/** Whether enough of its top edge is on this screen to take hold of it. */
function isReachable(box: Box, screen: Box): boolean {
  const across = Math.min(box.x + box.width, screen.x + screen.width) - Math.max(box.x, screen.x)
  return across >= 100 && box.y >= screen.y && box.y <= screen.y + screen.height - 50
}

function parseBox(value: unknown): Box | null {
  if (typeof value !== 'object' || value === null) return null
  const { x, y, width, height } = value as Record<string, unknown>
  const numbers = [x, y, width, height]
  if (!numbers.every((number) => Number.isSafeInteger(number))) return null
  return { x, y, width, height } as Box
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
