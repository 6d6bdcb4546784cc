/** What the server needs of a log; a pino logger is one. */
export interface HttpLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}
