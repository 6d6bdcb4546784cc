import { findBuyers } from './play/buyers.ts'
import type { Buyer } from './play/buyers.ts'
import { connectHubSpot } from './play/hubspot-client.ts'
import { connectSalesforce } from './play/salesforce-client.ts'
import type { SalesforceClient } from './play/salesforce-client.ts'
import type { SalesPlay } from './play-sales.ts'
import type { CompanyData, ContactRow } from './types.ts'

/** New titles, one a person, as a form with check boxes writes them. */
const TITLES = ['Managing Director;Board member', 'Head of Procurement;Buyer', 'COO;CFO'] as const
const DISAGREED = 2
const TYPED_IN = 1

/** What an administrator of Salesforce switches on one day: forms with check boxes fill a property with "COO;CFO". */
export const ONE_ROLE_ONLY = {
  name: 'One_Role_Only',
  object: 'Lead',
  condition: "Title LIKE '%;%'",
  whenChanged: ['Title'],
  errorField: 'Title',
  message: 'Title holds one role: leave out what follows the ";".',
} as const

interface Person {
  readonly contact: ContactRow
  readonly buyer: Extract<Buyer, { readonly kind: 'lead' }>
}

export interface TroubleReport {
  /** E-mails of people whose new title `ONE_ROLE_ONLY` refuses. */
  readonly refused: readonly string[]
  /** E-mails of people who have a new phone number in each CRM, and another one. */
  readonly disagreed: readonly string[]
  /** E-mails of people of whom sales typed in a second lead, with another address; the leads' own addresses are not among them. */
  readonly twice: readonly string[]
}

/**
 * What sooner or later happens in every pair of accounts: values that a rule of the other side refuses, one field that both
 * sides changed, and somebody who is typed in again. Of people whose leads nobody has answered, in the order of the replay;
 * those who have no such value are passed over. The rule has to be there before. A second time it changes the same people to
 * the same values.
 * @throws SalesPlayerError, one line.
 */
export async function playTrouble(play: SalesPlay): Promise<TroubleReport> {
  const salesforce = await connectSalesforce(play.salesforce)
  const hubspot = connectHubSpot(play.hubspot)
  const people = await unanswered(play.company, salesforce)
  const chosen = new Set<Person>()
  const choose = (count: number, fits: (contact: ContactRow) => boolean): readonly Person[] => {
    const some = people.filter((one) => !chosen.has(one) && fits(one.contact)).slice(0, count)
    for (const one of some) chosen.add(one)
    return some
  }
  const titled = choose(TITLES.length, ({ jobTitle }) => jobTitle !== null)
  const called = choose(DISAGREED, ({ phone }) => phone !== null)
  const twice = choose(TYPED_IN, ({ phone, lastName }) => phone !== null && lastName !== null)

  await hubspot.update(titled.map(({ contact }, at) => [contact.email, { jobtitle: TITLES[at] ?? TITLES[0] }]))
  // At once, so that Tandem does not carry the one over before the other is there.
  await Promise.all([
    hubspot.update(called.map(({ contact }, at) => [contact.email, { phone: `+1 212 555 015${at}` }])),
    salesforce.update(
      'Lead',
      called.map(({ buyer }, at) => ({ Id: buyer.leadId, Phone: `+1 646 555 017${at}` })),
    ),
  ])
  await typeIn(salesforce, twice)
  return { refused: titled.map(emailOf), disagreed: called.map(emailOf), twice: twice.map(emailOf) }
}

/** Those whose lead is there, and whom nobody has followed up. */
async function unanswered(company: CompanyData, salesforce: SalesforceClient): Promise<readonly Person[]> {
  const emails = company.replay.flatMap(({ email, outcome, opensByStage }) =>
    outcome === 'untouched' && opensByStage !== true ? [email] : [],
  )
  const buyers = await findBuyers(salesforce, emails)
  const contacts = new Map(company.contacts.map((contact) => [contact.email, contact]))
  return emails.flatMap((email) => {
    const [contact, buyer] = [contacts.get(email), buyers.get(email)]
    return contact !== undefined && buyer?.kind === 'lead' ? [{ contact, buyer }] : []
  })
}

/** A rep met somebody and types in the card, with the private address, unless it was done before. */
async function typeIn(salesforce: SalesforceClient, people: readonly Person[]): Promise<void> {
  const leads = people.map(({ contact, buyer }) => ({
    FirstName: contact.firstName,
    LastName: contact.lastName,
    Company: buyer.company,
    Phone: contact.phone,
    Email: `${contact.email.split('@')[0] ?? ''}@home.example`,
    OwnerId: buyer.ownerId,
  }))
  const there = await salesforce.queryIn(
    'SELECT Email FROM Lead WHERE Email IN ({list})',
    leads.map(({ Email }) => Email),
  )
  const known = new Set(there.map((row) => row['Email']))
  await salesforce.create(
    'Lead',
    leads.filter(({ Email }) => !known.has(Email)),
  )
}

const emailOf = ({ contact }: { readonly contact: ContactRow }): string => contact.email
