// The few names that every runtime of ours has, but neither the language's nor one runtime's own
// library declares for all: read by tsconfig.shared.json alone.

declare class URL {
  constructor(url: string)
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly pathname: string
  readonly href: string
}
