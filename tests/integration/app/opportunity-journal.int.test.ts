import { expect, it } from 'vitest'
import { company, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

it('tells every value of an Opportunity that a HubSpot stage opened on a Contact, and its contact role', async () => {
  const { begin, box, sales, linkOf } = world()
  const known = {
    email: 'dora@buyers.example',
    firstName: 'Pat',
    lastName: 'D',
    account: 'Acme',
    ownerEmail: 'bob@sales.example',
  }
  const scope = await begin(
    company({ contacts: [mql('dora', { lifecycleStage: 'salesqualifiedlead' })], existingContacts: [known] }),
  )
  await quiesce(scope, box)
  const {
    Id,
    attributes: _,
    ...held
  } = await sales.one('SELECT Id, Name, StageName, CloseDate, AccountId, OwnerId FROM Opportunity')
  const { ContactId } = await sales.one('SELECT ContactId FROM OpportunityContactRole')
  const rows = await scope.store.journal.ofLink(scope.connection.id, (await linkOf('dora@buyers.example')).id, 100)
  const told = rows.filter((row) => row.object === 'Opportunity' && row.recordId === Id)
  const valuesOf = (action: string) =>
    Object.fromEntries(
      told
        .filter((row) => row.action === action)
        .flatMap((row) => row.changes)
        .map(({ field, to }) => [field, to]),
    )
  expect(valuesOf('create')).toEqual(held)
  expect(valuesOf('associate')).toEqual({ OpportunityContactRole: ContactId })
})
