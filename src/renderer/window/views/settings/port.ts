// Reading a port as a person types it. Pure.

/** 1 to 65535, or null for anything else. */
export function readPort(text: string): number | null {
  const bare = text.trim()
  if (!/^\d{1,5}$/.test(bare)) return null
  const port = Number(bare)
  return port >= 1 && port <= 65_535 ? port : null
}
