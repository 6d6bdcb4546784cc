/**
 * Company files that cannot be used. `message` is one line: the first problem and how many more there are;
 * `problems` holds all of them, each naming file, line and what to do.
 */
export class CompanyDataError extends Error {
  override readonly name = 'CompanyDataError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const [first = 'the company data cannot be used', ...others] = problems
    super(others.length === 0 ? first : `${first} (and ${others.length} more)`)
    this.problems = problems
  }
}

/** A cell's text as it can stand in a one-line message: quoted, without line breaks, cut at 60 characters. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
}
