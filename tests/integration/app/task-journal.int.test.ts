import { expect, it } from 'vitest'
import { company, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

it.each([
  ['in one go', {}],
  [
    'after an answer that never came',
    { path: 'composite', method: 'POST|PATCH', status: 500, when: 'after', rate: 0.5 },
  ],
] as const)('tells every value of a follow-up Task in the journal: %s', async (_how, fault) => {
  const { begin, box, sales, linkOf } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }))
  if ('path' in fault) box.salesforce.faults.add(fault)
  await quiesce(scope, box)
  box.salesforce.faults.clear()
  await quiesce(scope, box)
  const fields = 'Subject, Description, Status, Priority, ActivityDate, OwnerId, WhoId'
  const { Id, attributes: _, ...held } = await sales.one(`SELECT Id, ${fields} FROM Task`)
  const rows = await scope.store.journal.ofLink(scope.connection.id, (await linkOf('dora@buyers.example')).id, 100)
  const told = rows.filter((row) => row.object === 'Task')
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ recordId: Id, action: 'create', configVersion: scope.configVersion })
  expect(Object.fromEntries(told.flatMap((row) => row.changes).map(({ field, to }) => [field, to]))).toEqual(held)
})
