import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Values } from '#domain/mapping/value.ts'
import type { FieldSpec } from '#ports/connector/provision.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { Subject } from './connector-subject.ts'
import { drain, fieldsOf, onlyNew } from './connector-subject.ts'

/** What every connector must do; run on each of them. */
export function connectorConformance(name: string, open: () => Promise<Subject>): void {
  describe(`connector ${name}`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await open()
      await subject.provisioner.apply(fieldsOf(subject))
    })
    afterAll(() => subject.close())

    const people = (count: number, prefix: string): readonly WriteOperation[] =>
      Array.from({ length: count }, (_, i) => ({
        kind: 'create',
        traceId: `${prefix}-${i}`,
        object: subject.people,
        values: subject.person(`${prefix}-${i}@example.com`),
      }))

    const create = async (count: number, prefix: string): Promise<readonly string[]> => {
      const outcomes = await subject.connector.write(people(count, prefix))
      return outcomes.map((outcome) => {
        if (!outcome.ok) throw outcome.error
        return outcome.id
      })
    }

    test('tells whose account it is', async () => {
      const account = await subject.connector.account()
      expect(account.id).not.toBe('')
      expect(account.currency).toMatch(/^[A-Z]{3}$/)
      expect(() => new Intl.DateTimeFormat('en', { timeZone: account.timeZone })).not.toThrow()
    })

    test('describes fields with types, and says that an unknown object is unknown', async () => {
      const schema = await subject.connector.describe(subject.people)
      expect(schema.fields[subject.emailField]).toMatchObject({ type: 'email', writable: 'always' })
      expect(schema.fields[subject.keyField]).toMatchObject({ type: 'text', unique: true })
      await expect(subject.connector.describe('Nonsense')).rejects.toMatchObject({ code: 'UNKNOWN_OBJECT' })
    })

    test('describing twice asks once', async () => {
      await subject.connector.describe(subject.people)
      const before = subject.connector.usage().calls
      await subject.connector.describe(subject.people)
      expect(subject.connector.usage().calls).toBe(before)
      await subject.connector.describe(subject.people, 'fresh')
      expect(subject.connector.usage().calls).toBe(before + 1)
    })

    test('gives one outcome per operation, in order, over several batches', async () => {
      const operations = people(450, 'order')
      const outcomes = await subject.connector.write(operations)
      expect(outcomes.map((o) => o.traceId)).toEqual(operations.map((o) => o.traceId))
      expect(outcomes.every((o) => o.ok && o.effect === 'created')).toBe(true)
      expect(new Set(outcomes.map((o) => (o.ok ? o.id : ''))).size).toBe(450)
      const ids = outcomes.map((o) => (o.ok ? o.id : ''))
      const read = await subject.connector.read({ object: subject.people, ids, fields: [subject.emailField] })
      const emails = new Map(read.map((record) => [record.id, record.values[subject.emailField]]))
      expect(ids.map((id) => emails.get(id))).toEqual(operations.map((_, i) => `order-${i}@example.com`))
    })

    test('a refused record does not take its neighbours with it', async () => {
      const [first = '', second = '', third = ''] = await create(3, 'partial')
      const update = (id: string, values: Values): WriteOperation => ({
        kind: 'update',
        traceId: `u-${id}`,
        object: subject.people,
        id,
        values,
      })
      const outcomes = await subject.connector.write([
        update(first, { [subject.nameField]: 'Ada' }),
        update(second, subject.refused),
        { kind: 'create', traceId: 'good', object: subject.people, values: subject.person('partial-good@example.com') },
        {
          kind: 'create',
          traceId: 'bad',
          object: subject.people,
          values: { ...subject.person('partial-bad@example.com'), ...subject.refused },
        },
        update(third, { [subject.nameField]: 'Grace' }),
        update(subject.missingId, { [subject.nameField]: 'Nobody' }),
      ])
      expect(outcomes.map((o) => [o.traceId, o.ok])).toEqual([
        [`u-${first}`, true],
        [`u-${second}`, false],
        ['good', true],
        ['bad', false],
        [`u-${third}`, true],
        [`u-${subject.missingId}`, false],
      ])
      for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error).toMatchObject({ disposition: 'park' })
      const read = await subject.connector.read({
        object: subject.people,
        ids: [first, third],
        fields: [subject.nameField],
      })
      expect(new Set(read.map((record) => record.values[subject.nameField]))).toEqual(new Set(['Ada', 'Grace']))
    })

    test('an upsert that is repeated makes one record', async () => {
      const upsert = (traceId: string, lastName: string): WriteOperation => ({
        kind: 'upsert',
        traceId,
        object: subject.people,
        keyField: subject.keyField,
        key: '7:o’Brien\\#1?/%',
        values: { ...subject.person('upsert@example.com'), [subject.nameField]: lastName },
      })
      const [made] = await subject.connector.write([upsert('first', 'One')])
      const [again] = await subject.connector.write([upsert('second', 'Two')])
      expect(made).toMatchObject({ ok: true, effect: 'created' })
      expect(again).toMatchObject({ ok: true, effect: 'updated', id: made?.ok === true ? made.id : '' })
      const found = await subject.connector.findBy({
        object: subject.people,
        field: subject.keyField,
        values: ['7:o’Brien\\#1?/%'],
        fields: [subject.nameField],
      })
      expect(found.map((record) => record.values)).toEqual([{ [subject.nameField]: 'Two' }])
    })

    test('a value that another record holds uniquely is refused and names that record', async () => {
      const [owner = '', other = ''] = await create(2, 'unique')
      const set = (id: string): WriteOperation => ({
        kind: 'update',
        traceId: id,
        object: subject.people,
        id,
        values: { [subject.keyField]: 'taken' },
      })
      const [first] = await subject.connector.write([set(owner)])
      const [second] = await subject.connector.write([set(other)])
      expect(first?.ok).toBe(true)
      expect(second).toMatchObject({ ok: false, error: { code: 'DUPLICATE_VALUE', disposition: 'park' } })
    })

    test('ids that do not exist are absent from a read', async () => {
      const [id = ''] = await create(1, 'missing')
      const read = await subject.connector.read({
        object: subject.people,
        ids: [subject.missingId, id],
        fields: [subject.emailField, 'no_such_field'],
      })
      expect(read.map((record) => [record.id, record.values])).toEqual([
        [id, { [subject.emailField]: 'missing-0@example.com' }],
      ])
      expect(await subject.connector.read({ object: subject.people, ids: [subject.missingId], fields: [] })).toEqual([])
      expect(await subject.connector.read({ object: subject.people, ids: [], fields: [] })).toEqual([])
    })

    test('looks up by e-mail whatever the case, several at once, absent ones left out', async () => {
      const ids = await create(2, "find-o'hara")
      const found = await subject.connector.findBy({
        object: subject.people,
        field: subject.emailField,
        values: ["FIND-O'Hara-0@Example.com", "find-o'hara-1@example.com", 'nobody@example.com'],
        fields: [subject.emailField],
      })
      expect(new Set(found.map((record) => record.id))).toEqual(new Set(ids))
    })

    test('relates records and reads relations back; those without any are absent', async () => {
      const written = await subject.connector.write([
        { kind: 'create', traceId: 'd1', object: subject.deals, values: subject.deal('Related') },
        { kind: 'create', traceId: 'd2', object: subject.deals, values: subject.deal('Alone') },
        { kind: 'create', traceId: 'b1', object: subject.buyers, values: subject.buyer('buyer-1@example.com') },
        { kind: 'create', traceId: 'b2', object: subject.buyers, values: subject.buyer('buyer-2@example.com') },
      ])
      const [deal = '', alone = '', one = '', two = ''] = written.map((o) => (o.ok ? o.id : ''))
      const join = (buyer: string, primary: 'primary' | 'plain'): WriteOperation => ({
        kind: 'associate',
        traceId: buyer,
        from: { object: subject.deals, id: deal },
        to: { object: subject.buyers, id: buyer },
        primary,
      })
      expect(await subject.connector.write([join(two, 'plain'), join(one, 'primary')])).toMatchObject([
        { traceId: two, ok: true, effect: 'associated' },
        { traceId: one, ok: true, effect: 'associated' },
      ])
      const again = await subject.connector.write([join(one, 'primary')])
      expect(again).toMatchObject([{ ok: true }])
      const related = await subject.connector.related({
        from: subject.deals,
        ids: [deal, alone, subject.missingDealId],
        to: subject.buyers,
      })
      expect(related.map((r) => [r.id, new Set(r.related)])).toEqual([[deal, new Set([one, two])]])
      expect(related[0]?.related).toHaveLength(2)
    })

    test('changes show everything there is, then each change once, also 2,500 with one time stamp', async () => {
      const { clock, connector } = subject
      clock.advance(10 * 60_000)
      const first = await drain(connector, subject.people, null)
      expect(new Set(first.notices.map((n) => n.id)).size).toBeGreaterThan(450)

      clock.freeze(Math.ceil(clock.now() / 1000) * 1000 + 60_000)
      const created = await create(2_500, 'stamp')
      const second = await drain(connector, subject.people, first.cursor)
      const fresh = onlyNew(first.notices, second.notices)
      expect(new Set(fresh.map((n) => n.id))).toEqual(new Set(created))
      expect(fresh).toHaveLength(2_500)
      expect(new Set(fresh.map((n) => n.modifiedAt)).size).toBe(1)

      clock.advance(10 * 60_000)
      const settled = await drain(connector, subject.people, second.cursor)
      expect(onlyNew([...first.notices, ...second.notices], settled.notices)).toEqual([])
      // A look back at what may have been committed late shows known versions once more.
      const again = await drain(connector, subject.people, settled.cursor)
      expect(onlyNew([...first.notices, ...second.notices], again.notices)).toEqual([])
      const before = connector.usage().calls
      const idle = await connector.changes({ object: subject.people, cursor: again.cursor })
      expect(idle).toMatchObject({ notices: [], more: false })
      expect(connector.usage().calls - before).toBe(1)

      const target = created[1_234] ?? ''
      await connector.write([
        {
          kind: 'update',
          traceId: 'x',
          object: subject.people,
          id: target,
          values: { [subject.nameField]: 'Changed' },
        },
      ])
      const third = await drain(connector, subject.people, idle.cursor)
      const seen = [...first.notices, ...second.notices, ...settled.notices]
      expect(onlyNew(seen, third.notices)).toMatchObject([{ id: target, kind: 'upserted', modifiedAt: clock.now() }])
      clock.release()
    })

    test('a first page of changes that is cut small goes on where it ended', async () => {
      const all = await drain(subject.connector, subject.people, null)
      const cut = await drain(subject.connector, subject.people, null, 97)
      expect(new Set(cut.notices.map((n) => n.id))).toEqual(new Set(all.notices.map((n) => n.id)))
    })

    test('provisioning plans without writing, and a second run finds everything there', async () => {
      const fields = fieldsOf(subject)
      const again = await subject.provisioner.apply(fields)
      expect(again.filter((step) => step.state !== 'present')).toEqual([])
      const extra: FieldSpec = {
        object: subject.people,
        name: subject.keyField.replace('key', 'note').replace('Key', 'Note'),
        label: 'Note',
        description: 'For the test.',
        type: 'text',
      }
      const planned = await subject.provisioner.plan([extra])
      expect(planned.some((step) => step.state === 'missing')).toBe(true)
      expect(Object.keys((await subject.connector.describe(subject.people, 'fresh')).fields)).not.toContain(extra.name)
      const made = await subject.provisioner.apply([extra])
      expect(made.some((step) => step.state === 'made')).toBe(true)
      expect((await subject.connector.describe(subject.people, 'fresh')).fields[extra.name]).toMatchObject({
        writable: 'always',
      })
    })

    test('a wrong credential is final and says what to do, for reads and for each write', async () => {
      const refusal = {
        code: 'CREDENTIALS_REJECTED',
        disposition: 'fatal',
        remedy: expect.stringMatching(/[A-Z]+_[A-Z_]+/) as string,
      }
      await expect(subject.stranger.account()).rejects.toMatchObject(refusal)
      const outcomes = await subject.stranger.write(people(2, 'stranger'))
      expect(outcomes).toMatchObject([
        { traceId: 'stranger-0', ok: false, error: refusal },
        { traceId: 'stranger-1', ok: false, error: refusal },
      ])
    })
  })
}
