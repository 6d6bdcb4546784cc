import type { Connection } from 'jsforce'
import { sendEnvelope } from '../../../conformance/salesforce/soap-envelope.ts'
import type { Cast, Step } from '../cast.ts'
import { newValue, present, recordOf, withPerson } from '../cast.ts'

const soap = async ({ stage: { box } }: Cast, body: string): Promise<void> => {
  const conn = { accessToken: box.salesforce.credentials['adminAccessToken'], instanceUrl: box.salesforce.url }
  const answer = await sendEnvelope(conn as Connection, body)
  if (answer.status !== 200) throw new Error(answer.text)
}

export const deleteRecord = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record === null) return null
  await cast.sales.remove(record.object, record.id)
  person.shaky = true
  if (cast.dice.chance(0.5)) return `${person.name}: ${record.object} ${record.id} deleted`
  await soap(cast, `<undelete><ids>${record.id}</ids></undelete>`)
  return `${person.name}: ${record.object} ${record.id} deleted and restored`
})

export const mergeRecords: Step = async (cast) => {
  const there = present(cast)
  if (there.length < 2) return null
  const [left, right] = [cast.dice.oneOf(there), cast.dice.oneOf(there)]
  const [one, other] = [await recordOf(cast, left), await recordOf(cast, right)]
  if (one === null || other === null || one.id === other.id || one.object !== other.object) return null
  await soap(
    cast,
    `<merge><request><masterRecord xmlns:s="urn:sobject.partner.soap.sforce.com" xsi:type="s:sObject"><s:type>${one.object}</s:type><s:Id>${one.id}</s:Id></masterRecord><recordToMergeIds>${other.id}</recordToMergeIds></request></merge>`,
  )
  Object.assign(left, { shaky: true })
  Object.assign(right, { shaky: true })
  return `${left.name}: ${right.name}'s ${other.id} is merged into ${one.id} in Salesforce`
}

export const convert = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record?.object !== 'Lead') return null
  const accountId = await cast.sales.create('Account', { Name: `Conv ${person.name}` })
  const contact = await cast.sales.convert(record.id, accountId, String(record.row['OwnerId']))
  return `${person.name}: Lead ${record.id} converted to ${contact}`
})

export const openOpportunity = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record?.object !== 'Contact') return null
  const OpportunityId = await cast.sales.create('Opportunity', {
    Name: `Opp ${newValue()}`,
    AccountId: record.row['AccountId'],
    StageName: 'Prospecting',
    CloseDate: '2026-12-31',
    Amount: cast.dice.below(1_000) + 1,
  })
  await cast.sales.create('OpportunityContactRole', { OpportunityId, ContactId: record.id })
  return `${person.name}: opportunity ${OpportunityId} opened`
})

export const moveOpportunity: Step = async ({ sales, dice: by }) => {
  const rows = await sales.query('SELECT Id FROM Opportunity WHERE IsClosed = false ORDER BY Id')
  if (rows.length === 0) return null
  const id = String(by.oneOf(rows)['Id'])
  const StageName = by.oneOf(['Qualification', 'Proposal/Price Quote', 'Closed Won', 'Closed Lost'])
  await sales.update('Opportunity', id, { StageName, Amount: by.below(1_000) + 1 })
  return `opportunity ${id} is ${StageName}`
}

export const closeTask: Step = async ({ sales, dice: by }) => {
  const rows = await sales.query("SELECT Id FROM Task WHERE Status != 'Completed' ORDER BY Id")
  if (rows.length === 0) return null
  const id = String(by.oneOf(rows)['Id'])
  await sales.update('Task', id, { Status: 'Completed' })
  return `task ${id} completed`
}
