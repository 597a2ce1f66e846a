// A second try for what did not fit on a full disk, once somebody made room. Knows neither disk nor hub.

const FULL = ['ENOSPC', 'EDQUOT']

/** Writes, if need be after `makeRoom`; throws what the write says that failed. */
export async function withRoom<Result>(
  makeRoom: () => Promise<void>,
  write: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (!FULL.includes((error as { code?: string }).code ?? '')) throw error
    await makeRoom().catch(() => undefined)
    return write()
  }
}
