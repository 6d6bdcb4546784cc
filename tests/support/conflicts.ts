import { decideFields } from '#app/conflicts/decide-fields.ts'
import type { Scope } from '#app/scope.ts'
import type { Alike, Choice } from '#domain/reconcile/decided.ts'
import type { StoredConflict } from '#ports/store/field-conflicts.ts'
import { company, MINUTE, mql } from './company.ts'
import { quiesce } from './world.ts'
import type { World } from './world.ts'

export const addressOf = (name: string): string => `${name}@buyers.example`
export const leadOf = ({ sales }: World, name: string) =>
  sales.one(`SELECT Id, Title FROM Lead WHERE Email = '${addressOf(name)}'`)

/** Linked people of whom both sides changed the job title, under a rule that leaves it to people. */
export async function conflicts(
  world: World,
  names: readonly string[],
  here = 'Baker',
  there = 'Chef',
): Promise<Scope> {
  const { begin, box, marketing, sales } = world
  const scope = await begin(company({ contacts: names.map((name) => mql(name)) }), {
    fields: { 'contact-lead': [{ hubspot: 'jobtitle', salesforce: 'Title', rule: 'manual' }] },
  })
  await quiesce(scope, box)
  for (const name of names) {
    const lead = await leadOf(world, name)
    box.clock.advance(MINUTE)
    await marketing.edit(addressOf(name), { jobtitle: here })
    await sales.update('Lead', String(lead['Id']), { Title: there })
  }
  await quiesce(scope, box)
  return scope
}

/** Everything that waits for somebody. */
export const held = (scope: Scope): Promise<readonly StoredConflict[]> =>
  scope.store.fieldConflicts.page(scope.connection.id, {}, { limit: 50, after: null })

export const decide = (scope: Scope, one: StoredConflict, choice: Choice, alike: Alike = 'this', id = scope.newId()) =>
  decideFields(scope, scope.connection.id, {
    id,
    linkId: one.linkId,
    map: one.map,
    choice,
    saw: one.values,
    alike,
    by: 'Ada Admin',
  })
