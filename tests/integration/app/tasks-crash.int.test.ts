import { expect, it } from 'vitest'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Scope } from '#app/scope.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { parkedCodes } from '#support/companies.ts'
import type { Shown } from '#support/companies.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const LEASE = 6 * MINUTE
const WITH_TASKS: Partial<SyncConfigInput> = { pairs: { 'task-task': { enabled: true, create: 'both' } } }
const TASK_TO_CONTACT = 204

/** A linked person; then a task that begins in each CRM. */
async function play(): Promise<Scope> {
  const { begin, box, marketing, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }), WITH_TASKS)
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: TASK_TO_CONTACT }]
  await marketing.call('POST', 'objects/tasks', {
    properties: { hs_task_subject: 'Marketing', hs_timestamp: '2026-03-05T14:30:00Z' },
    associations: [{ to: { id: (await marketing.contact('dora@buyers.example')).id }, types }],
  })
  const { Id } = await sales.one('SELECT Id FROM Lead')
  await sales.create('Task', { Subject: 'Sales', WhoId: Id, ActivityDate: '2026-03-06' })
  return scope
}

async function expectEachOnce(scope: Scope, after: string): Promise<void> {
  const { marketing, sales } = world()
  const path = 'objects/tasks?limit=100&associations=contacts&properties=hs_task_subject'
  type Listed = Shown & { readonly associations?: unknown }
  const { results } = (await marketing.call('GET', path)) as { results: Listed[] }
  const followUp = 'Follow up: Pat dora (dora Works)'
  const subjects = new Set(['Marketing', 'Sales', followUp])
  expect(results, after).toHaveLength(3)
  expect(new Set(results.map(({ properties }) => properties['hs_task_subject'])), after).toEqual(subjects)
  for (const task of results) expect(task.associations, after).toBeDefined()
  const tasks = await sales.query('SELECT Subject, WhoId FROM Task')
  expect(tasks, after).toHaveLength(3)
  expect(new Set(tasks.map((task) => task['Subject'])), after).toEqual(subjects)
  expect(new Set(tasks.map((task) => task['WhoId'])).size, after).toBe(1)
  expect(await parkedCodes(scope), after).toEqual({})
}

it('tasks are there once on each side, with their person, when the process dies right after any of its effects', async () => {
  const { box, connect, reset } = world()
  const undisturbed = mortal(await play(), Number.POSITIVE_INFINITY)
  await quiesce(undisturbed.scope, box)
  await expectEachOnce(undisturbed.scope, 'undisturbed')
  const effects = undisturbed.effects.slice(0, undisturbed.effects.findLastIndex((e) => e.includes('write')) + 2)
  expect(effects).toEqual(expect.arrayContaining(['salesforce.write Task', 'hubspot.write tasks']))
  for (const [i, effect] of effects.entries()) {
    await reset()
    const doomed = mortal(await play(), i + 1)
    await expect(quiesce(doomed.scope, box)).rejects.toThrow(Killed)
    box.clock.advance(LEASE)
    const scope = await connect(WITH_TASKS)
    await quiesce(scope, box)
    await expectEachOnce(scope, `${i + 1}: ${effect}`)
  }
})
