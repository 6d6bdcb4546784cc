import { makeLink } from '#app/access/links.ts'
import type { Gated } from './access.ts'

/** Lets the first one in. A new one at each start, so that one which nobody read in time is no dead end. null: somebody administers already. */
export async function setUpLink({ store, scope }: Gated, baseUrl: string): Promise<string | null> {
  if (await store.users.hasOwner()) return null
  const link = await makeLink(store, baseUrl, { purpose: 'set-up', userId: null }, scope.clock.now())
  return link.url
}
