// Which devices were let in over an encrypted connection, and may show their token there alone.

/** One step of the schema. `tls_only`: 1 = its token is void once it came in clear. */
export const SECRECY = `
  ALTER TABLE devices ADD COLUMN tls_only INTEGER;
`
