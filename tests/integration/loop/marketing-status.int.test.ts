import { describe, expect, it } from 'vitest'
import { checkConfig } from '#app/check-config.ts'
import { company, loopDocument, MINUTE, mql, parsed } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'
import { connectAccounts } from '../../../src/compose.ts'

const world = useWorld()

describe('whether a contact is a marketing contact', () => {
  it.each(['hs_marketable_status', 'hs_marketable_until_renewal', 'hs_object_source', 'hs_is_unworked'])(
    'and all else that the API only shows: a map that writes %s is refused',
    async (hubspot) => {
      const map = { hubspot, salesforce: 'Rating', direction: 'to-hubspot' } as const
      const document = loopDocument({ fields: { 'contact-lead': [map] } })
      const problems = await checkConfig(parsed(document), await connectAccounts(world().access, 'check'))
      const path = `fields.contact-lead.${hubspot}`
      const message = `HubSpot contacts: ${hubspot} is read-only`
      expect(problems).toContainEqual(expect.objectContaining({ level: 'error', path, message }))
    },
  )

  it('decides who enters; at the end of the month, when HubSpot changes it for many, whoever is linked stays', async () => {
    const { begin, box, sales, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const link = await linkOf('dora@buyers.example')
    box.clock.advance(MINUTE)
    await sweep()
    const before = writesOf(box)
    await quiesce(scope, box)
    expect(await linkOf('dora@buyers.example')).toMatchObject({ id: link.id, state: 'active' })
    expect(writesOf(box)).toEqual(before)
    expect(await sales.query('SELECT Id FROM Task WHERE IsDeleted = false')).toHaveLength(1)
  })
})

/** No API can change it, so HubSpot's own job is played on the stored portal; the edit moves the modified date. */
async function sweep(): Promise<void> {
  const { box, marketing } = world()
  const { sandbox } = box.hubspot
  const kept = JSON.stringify(sandbox.snapshot())
  const swept = kept.replaceAll(/("hs_marketable_status":\s*(?:\{"value":)?)"true"/g, '$1"false"')
  expect(swept).not.toBe(kept)
  sandbox.restore(JSON.parse(swept) as ReturnType<typeof sandbox.snapshot>)
  await marketing.edit('dora@buyers.example', { hs_lead_status: 'CONNECTED' })
  expect((await marketing.contact('dora@buyers.example')).properties).toMatchObject({ hs_marketable_status: 'false' })
}
