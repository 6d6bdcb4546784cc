import { makeLink } from '#app/access/links.ts'
import type { Role } from '#domain/access.ts'
import type { AccessDeps } from '#http/api-deps.ts'
import type { Gated } from './access.ts'

export interface DemoPerson {
  readonly role: Role
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Three people of the demo. Their passwords are known to everybody, so the demo answers on this machine alone. */
export const demoPeople = (rep: { readonly name: string; readonly email: string }): readonly DemoPerson[] => [
  { role: 'admin', name: 'Robin Admin', email: 'admin@tandem.example', password: 'tandem-demo-admin' },
  { role: 'marketer', name: 'Maren Marketer', email: 'marketer@tandem.example', password: 'tandem-demo-marketer' },
  { role: 'rep', ...rep, password: 'tandem-demo-rep' },
]

/** Makes those who are not there yet. @returns a link that signs straight in as the administrator, once. */
export async function letDemoPeopleIn(
  { store, scope }: Gated,
  { signIn, baseUrl, newId }: AccessDeps,
  people: readonly DemoPerson[],
): Promise<string> {
  const now = scope.clock.now()
  for (const { role, name, email, password } of people) {
    const user = {
      id: newId(),
      name,
      email,
      role,
      connections: 'all',
      state: 'active',
      createdAt: now,
      signedInAt: null,
    } as const
    if (await store.users.add(user)) await signIn.setPassword(user.id, password)
  }
  const admin = await store.users.byEmail(people.find(({ role }) => role === 'admin')?.email ?? '')
  const link = await makeLink(store, baseUrl, { purpose: 'demo', userId: admin?.id ?? null }, now)
  return link.url
}
