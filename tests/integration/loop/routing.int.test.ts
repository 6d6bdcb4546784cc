import { expect, it } from 'vitest'
import { company, loopDocument, mql, TEAM } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const twelve = (from = 0) => Array.from({ length: 12 }, (_, i) => mql(`lead${from + i}`))

async function leadsByOwner(): Promise<Record<string, number>> {
  const { sales } = world()
  const names = new Map((await sales.query('SELECT Id, Name FROM User')).map((row) => [row['Id'], String(row['Name'])]))
  const owners = (await sales.query('SELECT OwnerId FROM Lead')).map((row) => names.get(row['OwnerId']) ?? '?')
  return Object.fromEntries([...Map.groupBy(owners, (name) => name)].map(([name, leads]) => [name, leads.length]))
}

it('twelve leads for three reps are four each, task and lead of one owner', async () => {
  const { begin, box, sales } = world()
  const scope = await begin(company({ contacts: twelve() }))
  await quiesce(scope, box)
  expect(await leadsByOwner()).toEqual({ 'Ann First': 4, 'Bob Second': 4, 'Cem Third': 4 })
  const ownerOf = new Map((await sales.query('SELECT Id, OwnerId FROM Lead')).map((row) => [row['Id'], row['OwnerId']]))
  const tasks = await sales.query('SELECT WhoId, OwnerId FROM Task')
  expect(tasks).toHaveLength(12)
  for (const task of tasks) expect(task['OwnerId']).toBe(ownerOf.get(task['WhoId']))
})

it('the place in the round is kept between batches', async () => {
  const { begin, arrive, box } = world()
  const scope = await begin(company({ contacts: [mql('a0')] }))
  await quiesce(scope, box)
  for (const name of ['a1', 'a2', 'a3']) {
    arrive([mql(name)])
    await quiesce(scope, box)
  }
  expect(await leadsByOwner()).toEqual({ 'Ann First': 2, 'Bob Second': 1, 'Cem Third': 1 })
})

it('weights are kept exactly', async () => {
  const { begin, box } = world()
  const { routing } = loopDocument()
  const members = [
    { email: 'ann@sales.example', weight: 4 },
    { email: 'bob@sales.example', weight: 1 },
    { email: 'cem@sales.example', weight: 1 },
  ]
  const scope = await begin(company({ contacts: twelve() }), {
    routing: { ...routing, pools: [{ id: 'sales', members }] },
  })
  await quiesce(scope, box)
  expect(await leadsByOwner()).toEqual({ 'Ann First': 8, 'Bob Second': 2, 'Cem Third': 2 })
})

it('an inactive rep is skipped, and the log says why', async () => {
  const { begin, box, sales, linkOf } = world()
  const scope = await begin(company())
  await sales.update('User', await sales.userId('bob@sales.example'), { IsActive: false })
  box.hubspot.sandbox.seed(company({ contacts: twelve() }))
  await quiesce(scope, box)
  expect(await leadsByOwner()).toEqual({ 'Ann First': 6, 'Cem Third': 6 })
  const link = await linkOf('lead0@buyers.example')
  const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [link.id])).get(link.id)
  expect(handoff?.routing).toContainEqual({
    rule: 'pool:sales',
    candidate: await sales.userId('bob@sales.example'),
    verdict: 'skipped',
    why: 'user is not active',
  })
})

it('the fallback owner gets what nobody in the pool can take', async () => {
  const { begin, box } = world()
  const { routing } = loopDocument()
  const pools = [{ id: 'sales', members: [{ email: 'gone@sales.example' }] }]
  const scope = await begin(company({ contacts: [mql('a'), mql('b')] }), { routing: { ...routing, pools } })
  await quiesce(scope, box)
  expect(await leadsByOwner()).toEqual({ 'Mia Manager': 2 })
})

it('an inactive owner of a known lead does not keep the new task', async () => {
  const { begin, box, sales } = world()
  const scope = await begin(
    company({
      existingLeads: [
        {
          email: 'known@buyers.example',
          firstName: null,
          lastName: 'K',
          company: 'K',
          status: 'Working - Contacted',
          ownerEmail: 'bob@sales.example',
        },
      ],
    }),
  )
  await sales.update('User', await sales.userId('bob@sales.example'), { IsActive: false })
  box.hubspot.sandbox.seed(company({ contacts: [mql('known')], owners: TEAM }))
  await quiesce(scope, box)
  const task = await sales.one('SELECT OwnerId FROM Task')
  expect(task['OwnerId']).toBe(await sales.userId('ann@sales.example'))
})

it('nobody sticks to an automation only because it has a lead of the same company', async () => {
  const { begin, connect, arrive, box, linkOf } = world()
  const { routing } = loopDocument()
  const ofAcme = (name: string) => mql(name, { email: `${name}@acme.example`, companyDomain: 'acme.example' })
  const members = ['ann', 'bob'].map((name) => ({ email: `${name}@sales.example` }))
  const document = { routing: { ...routing, pools: [{ id: 'sales', members }] } }
  const first = await begin(company({ contacts: [ofAcme('one')] }), document)
  await quiesce(first, box)
  // Ann's user is a robot's, as it turns out; her company would stay with her.
  const scope = await connect({ ...document, automationUsers: ['ann@sales.example'] })
  arrive([ofAcme('two')])
  await quiesce(scope, box)
  const { id } = await linkOf('two@acme.example')
  const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [id])).get(id)
  expect(handoff).toMatchObject({ ownerName: 'Bob Second', ownerRule: 'pool:sales', companyDomain: 'acme.example' })
})
