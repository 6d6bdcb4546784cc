import type { OwnerRow } from '../types.ts'

const MANAGERS = [
  { name: 'Imogen Vasko', region: 'East' },
  { name: 'Teodor Lindqvist', region: 'West' },
] as const

const REPS = [
  'Amara Whitlock',
  'Bastien Corvo',
  'Cleo Marchetti',
  'Dov Hallberg',
  'Esra Tuncel',
  'Fintan Oakes',
  'Greta Solheim',
  'Hugo Pereyra',
  'Ines Bramwell',
  'Jonah Takeda',
  'Kirsa Mbeki',
  'Lior Castellane',
] as const

const toEmail = (name: string) => `${name.toLowerCase().replace(' ', '.')}@lanternfield.example`

/** Two managers with six reps each. */
export const OWNERS: readonly OwnerRow[] = [
  ...MANAGERS.map(({ name, region }) => ({
    email: toEmail(name),
    name,
    role: 'manager' as const,
    managerEmail: null,
    region,
  })),
  ...REPS.map((name, at) => {
    const manager = at % 2 === 0 ? MANAGERS[0] : MANAGERS[1]
    return {
      email: toEmail(name),
      name,
      role: 'rep' as const,
      managerEmail: toEmail(manager.name),
      region: manager.region,
    }
  }),
]

export const REP_EMAILS = REPS.map(toEmail) as [string, ...string[]]
