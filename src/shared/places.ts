// Where Bellhop keeps its things on each system, so that every door finds the same folder. Pure: the caller
// says which system, which environment and whose home.

export type Surroundings = Readonly<{
  /** As Node's `process.platform` says it. */
  platform: string
  env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  home: string
}>

const PRODUCT = 'Bellhop'

/** The data folder when none is named: what Electron's `userData` is for the product's name. */
export function defaultDataDir({ platform, env, home }: Surroundings): string {
  if (platform === 'win32') return `${env['APPDATA'] || `${home}\\AppData\\Roaming`}\\${PRODUCT}`
  if (platform === 'darwin') return `${home}/Library/Application Support/${PRODUCT}`
  return `${env['XDG_CONFIG_HOME'] || `${home}/.config`}/${PRODUCT}`
}
