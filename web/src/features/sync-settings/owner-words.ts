interface Person {
  readonly name: string
  readonly email: string | null
  readonly active: boolean
}

/** Active owners of HubSpot without a user of Salesforce, neither by e-mail nor by the map. Empty while either side is not known. */
export function unmatchedOwners<O extends Person & { readonly email: string }>(
  owners: readonly O[] | null,
  users: readonly Person[] | null,
  map: Readonly<Record<string, string>>,
): readonly O[] {
  if (owners === null || users === null) return []
  const known = new Set(users.map(({ email }) => email))
  return owners.filter(({ email, active }) => active && !Object.hasOwn(map, email) && !known.has(email))
}
