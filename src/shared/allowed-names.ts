// What the owner may add to the names of the hub and to the websites that may reach it. Pure.

/** What a Host header or an Origin can say; commas would make two of it on the command line. */
const FORMS = {
  host: /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
  origin: /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s,/?#]+$/,
} as const

/** Whether this can be added. */
export function isNameable(kind: keyof typeof FORMS, name: string): boolean {
  return name.length <= 255 && FORMS[kind].test(name)
}
