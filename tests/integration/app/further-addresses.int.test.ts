import { expect, it } from 'vitest'
import { company, MINUTE, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

it('a lead under another address of the contact is that contact, not a reason for a second lead', async () => {
  const { begin, marketing, sales, box, arrive } = world()
  const scope = await begin(company())
  await sales.create('Lead', { LastName: 'Old', Company: 'Works', Email: 'old@buyers.example' })
  arrive([
    mql('new', { lifecycleStage: 'lead', becameMqlAt: null }),
    mql('old', { lifecycleStage: 'lead', becameMqlAt: null }),
  ])
  await quiesce(scope, box)
  const [kept, absorbed] = await Promise.all(
    ['new', 'old'].map(async (name) => (await marketing.contact(`${name}@buyers.example`)).id),
  )
  await marketing.merge(kept ?? '', absorbed ?? '')
  box.clock.advance(MINUTE)
  await marketing.edit('new@buyers.example', { lifecyclestage: 'marketingqualifiedlead' })
  box.clock.advance(MINUTE)
  await quiesce(scope, box)
  const leads = await sales.query('SELECT Id, Email, Tandem_Key__c FROM Lead')
  expect(leads).toHaveLength(1)
  expect(leads[0]?.['Tandem_Key__c']).not.toBeNull()
})
