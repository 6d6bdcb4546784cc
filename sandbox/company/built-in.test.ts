import { describe, expect, test } from 'vitest'
import { builtInCompany } from './built-in.ts'
import type { CompanyData } from './types.ts'

const HOUR = 3_600_000
const MORNING = Date.parse('2026-11-20T09:30:00Z')
const AFTERNOON = Date.parse('2026-11-20T19:45:00Z')
const SUNDAY_IN_SPRING = Date.parse('2026-03-08T12:00:00Z')
const LEAP_DAY = Date.parse('2028-02-29T23:59:59Z')
const ANCHORS = [MORNING, AFTERNOON, SUNDAY_IN_SPRING, LEAP_DAY]

const made = new Map(ANCHORS.map((anchor) => [anchor, builtInCompany(anchor)]))
const companyAt = (anchor: number) => made.get(anchor) ?? builtInCompany(anchor)
const newYorkHour = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hour: 'numeric',
  hourCycle: 'h23',
})

/** Per campaign: leads handed over, spend and revenue in minor units. */
function figures(company: CompanyData) {
  const campaignOf = new Map(company.contacts.map((contact) => [contact.email, contact.campaign]))
  return company.campaigns.map(({ name, spend }) => {
    const rows = company.replay.filter((row) => campaignOf.get(row.email) === name)
    const won = rows.filter((row) => row.outcome === 'won')
    const revenue = won.reduce((sum, row) => sum + Math.round(Number(row.amount) * 100), 0)
    return { name, cpl: (Number(spend) * 100) / rows.length, won: won.length, revenue, spend: Number(spend) * 100 }
  })
}

describe('the built-in company', () => {
  test('is the same whenever it is made for the same instant', () => {
    expect(builtInCompany(MORNING)).toEqual(companyAt(MORNING))
  })

  test('has the same people and deals all day, of which a later instant shows more', () => {
    const [morning, afternoon] = [companyAt(MORNING), companyAt(AFTERNOON)]
    expect(afternoon.contacts.map((contact) => contact.email)).toEqual(morning.contacts.map((contact) => contact.email))
    const later = new Map(afternoon.replay.map((row) => [row.email, row]))
    expect(afternoon.replay.length).toBeGreaterThan(morning.replay.length)
    for (const row of morning.replay) {
      const now = later.get(row.email)
      if (row.outcome === 'won' || row.outcome === 'lost') expect(now).toEqual(row)
      else if (row.outcome === 'open') expect(now?.firstActivityAt).toBe(row.firstActivityAt)
      else expect(now?.repEmail).toBe(row.repEmail)
    }
  })

  test.each(ANCHORS)('has the size that is promised (anchor %d)', (anchor) => {
    const company = companyAt(anchor)
    expect(company.contacts).toHaveLength(2_000)
    expect(company.companies).toHaveLength(60)
    expect(company.campaigns).toHaveLength(8)
    expect(company.owners.filter((owner) => owner.role === 'rep')).toHaveLength(12)
    expect(company.owners.filter((owner) => owner.role === 'manager')).toHaveLength(2)
    const mqls = company.contacts.filter((contact) => contact.lifecycleStage === 'marketingqualifiedlead')
    expect(mqls.filter((contact) => !contact.marketable)).toHaveLength(250)
    expect(mqls.filter((contact) => contact.marketable).length).toBeGreaterThan(1_050)
    expect(company.existingLeads).toHaveLength(24)
    expect(company.existingContacts).toHaveLength(14)
  })

  test.each(ANCHORS)('plays exactly the marketing contacts that reached MQL (anchor %d)', (anchor) => {
    const company = companyAt(anchor)
    const handedOver = company.contacts.filter((contact) => contact.marketable && contact.becameMqlAt !== null)
    expect(company.replay.map((row) => row.email).sort()).toEqual(handedOver.map((contact) => contact.email).sort())
    expect(new Set(company.contacts.map((contact) => contact.email)).size).toBe(2_000)
    const reps = new Set(company.owners.filter((owner) => owner.role === 'rep').map((owner) => owner.email))
    expect(company.replay.filter((row) => !reps.has(row.repEmail))).toEqual([])
    const emails = new Set(handedOver.map((contact) => contact.email))
    const existing = [...company.existingLeads, ...company.existingContacts]
    expect(existing.filter((person) => !emails.has(person.email))).toEqual([])
    expect(new Set(existing.map((person) => person.email)).size).toBe(38)
  })

  test.each(ANCHORS)('has its dates in order and none after the anchor (anchor %d)', (anchor) => {
    const company = companyAt(anchor)
    const contacts = new Map(company.contacts.map((contact) => [contact.email, contact]))
    const inOrder = (dates: readonly (number | null | undefined)[]) => {
      const known = dates.filter((at) => at !== null && at !== undefined)
      return known.every((at, index) => index === 0 || at >= (known[index - 1] ?? at))
    }
    expect(company.contacts.filter((row) => !inOrder([row.createdAt, row.becameMqlAt, anchor]))).toEqual([])
    for (const row of company.replay) {
      const mqlAt = contacts.get(row.email)?.becameMqlAt
      expect(inOrder([mqlAt, row.firstActivityAt, row.opportunityCreatedAt, row.closedAt, anchor])).toBe(true)
      expect(row.closedAt !== null).toBe(row.outcome === 'won' || row.outcome === 'lost')
      expect(row.lostReason !== null).toBe(row.outcome === 'lost')
      expect(row.opportunityName !== null && row.firstActivityAt !== null).toBe(row.outcome !== 'untouched')
    }
  })

  test.each(ANCHORS)('is answered mostly within a day, in working hours of New York (anchor %d)', (anchor) => {
    const company = companyAt(anchor)
    const touched = company.replay.flatMap((row) => (row.firstActivityAt === null ? [] : [row.firstActivityAt]))
    const hours = touched.map((at) => Number(newYorkHour.format(at)))
    expect(hours.filter((hour) => hour < 9 || hour >= 17)).toEqual([])
    const untouched = company.replay.filter((row) => row.outcome === 'untouched').length
    expect(untouched / company.replay.length).toBeGreaterThan(0.04)
    expect(untouched / company.replay.length).toBeLessThan(0.15)
  })

  test.each(ANCHORS)('has people who qualified in the last hours and wait (anchor %d)', (anchor) => {
    const company = companyAt(anchor)
    const waiting = new Set(company.replay.filter((row) => row.outcome === 'untouched').map((row) => row.email))
    const recent = company.contacts.filter((contact) => (contact.becameMqlAt ?? 0) > anchor - 3 * HOUR)
    expect(recent.filter((contact) => waiting.has(contact.email)).length).toBeGreaterThanOrEqual(2)
  })

  test.each(ANCHORS)('has one cheap campaign that is barren and a dear one that wins (anchor %d)', (anchor) => {
    const byCpl = figures(companyAt(anchor)).sort((a, b) => a.cpl - b.cpl)
    const [cheapest, ...others] = byCpl
    expect(cheapest?.name).toBe('Social: win a tablet')
    expect(cheapest?.revenue).toBeLessThan(cheapest?.spend ?? 0)
    expect(Math.min(...others.map((campaign) => campaign.revenue / campaign.spend))).toBeGreaterThan(1)
    expect(byCpl.at(-1)?.name).toBe('Executive roundtables')
    expect(byCpl.at(-1)?.revenue).toBe(Math.max(...byCpl.map((campaign) => campaign.revenue)))
  })

  test.each(ANCHORS)('has six settled buyers whose opportunity a HubSpot stage opens (anchor %d)', (anchor) => {
    const company = companyAt(anchor)
    const byStage = company.replay.filter((row) => row.opensByStage)
    expect(byStage.map((row) => row.outcome).sort()).toEqual(['lost', 'open', 'open', 'won', 'won', 'won'])
    const existing = new Set([...company.existingLeads, ...company.existingContacts].map((person) => person.email))
    expect(byStage.filter((row) => existing.has(row.email))).toEqual([])
  })

  test('uses reserved domains only, and e-mails are lower-case', () => {
    const company = companyAt(MORNING)
    const emails = [...company.contacts, ...company.owners].map((person) => person.email)
    expect(emails.filter((email) => !/^[a-z0-9.-]+@[a-z0-9-]+\.example$/.test(email))).toEqual([])
    expect(company.companies.filter((row) => !/^[a-z0-9-]+\.example$/.test(row.domain ?? ''))).toEqual([])
  })
})
