export interface Option {
  readonly value: string
  readonly label: string
}

/** What a CRM offers, and what the document has besides: it stays choosable whether or not it is offered. */
export function withChosen(
  offered: readonly Option[] | null,
  chosen: readonly (string | null | undefined)[],
): Option[] {
  const known = new Set((offered ?? []).map(({ value }) => value))
  const more = [...new Set(chosen)].flatMap((value) =>
    typeof value !== 'string' || value === '' || known.has(value)
      ? []
      : [{ value, label: offered === null ? value : `${value} (not offered now)` }],
  )
  return [...(offered ?? []), ...more]
}

export const labelIn = (options: readonly Option[], value: string): string =>
  options.find((option) => option.value === value)?.label ?? value
