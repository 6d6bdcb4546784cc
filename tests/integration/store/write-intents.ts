import { describe, expect, it } from 'vitest'
import { connectionId, linkId } from '#domain/ids.ts'
import type { WriteIntent } from '#ports/store/write-intents.ts'
import type { Store } from '#ports/store.ts'

const HERE = connectionId('here')
const ELSEWHERE = connectionId('elsewhere')

const intent = (subject: string, over: Partial<WriteIntent> = {}): WriteIntent => ({
  subject,
  batch: 'b1',
  side: 'salesforce',
  object: 'Lead',
  linkId: linkId(subject),
  recordId: '00Q',
  changes: [
    {
      field: 'Phone',
      from: null,
      to: '1',
      rule: 'phone',
      because: 'first-link',
      winner: 'hubspot',
      map: 'phone',
      source: '1',
    },
    {
      field: 'OwnerId',
      from: 'a',
      to: 'b',
      rule: 'r',
      because: 'r',
      winner: 'tandem',
      map: null,
      source: null,
      lost: 'c',
    },
  ],
  at: 1_000,
  configVersion: 3,
  told: false,
  ...over,
})

export function describeWriteIntents(store: () => Store): void {
  describe('what is about to be written', () => {
    it('comes back as it was noted, of all batches, oldest first', async () => {
      const { writeIntents } = store()
      const later = intent('l1', { batch: 'b2', at: 2_000, recordId: null, linkId: null, changes: [] })
      await writeIntents.add(HERE, [later])
      await writeIntents.add(HERE, [intent('l1'), intent('l2')])
      expect(await writeIntents.ofSubjects(HERE, ['l1'])).toEqual([intent('l1'), later])
      expect(await writeIntents.ofSubjects(ELSEWHERE, ['l1'])).toEqual([])
      expect(await writeIntents.ofSubjects(HERE, [])).toEqual([])
    })

    it('is replaced by a second write of the batch to the same record, and stands beside one to another', async () => {
      const { writeIntents } = store()
      await writeIntents.add(HERE, [intent('l1')])
      const again = intent('l1', { at: 1_500, recordId: '00R', changes: [] })
      const contact = intent('l1', { side: 'hubspot', object: 'contacts', at: 1_600 })
      await writeIntents.add(HERE, [again, contact])
      expect(await writeIntents.ofSubjects(HERE, ['l1'])).toEqual([again, contact])
    })

    it('is removed once: whoever comes second is told so', async () => {
      const { writeIntents } = store()
      await writeIntents.add(HERE, [intent('l1'), intent('l2')])
      expect(await writeIntents.remove(HERE, [intent('l1'), intent('l3')])).toEqual([
        { subject: 'l1', batch: 'b1', side: 'salesforce', object: 'Lead' },
      ])
      expect(await writeIntents.remove(HERE, [intent('l1')])).toEqual([])
      expect(await writeIntents.ofSubjects(HERE, ['l1', 'l2'])).toEqual([intent('l2')])
    })

    it('is told, and stays', async () => {
      const { writeIntents } = store()
      await writeIntents.add(HERE, [intent('l1')])
      expect(await writeIntents.markTold(HERE, [intent('l1'), intent('l2')])).toMatchObject([{ subject: 'l1' }])
      expect(await writeIntents.ofSubjects(HERE, ['l1'])).toEqual([intent('l1', { told: true })])
    })

    it('does not stay for ever', async () => {
      const { writeIntents } = store()
      await writeIntents.add(HERE, [intent('l1'), intent('l2', { at: 5_000 })])
      expect(await writeIntents.sweep(ELSEWHERE, 5_000)).toBe(0)
      expect(await writeIntents.sweep(HERE, 5_000)).toBe(0)
      expect(await writeIntents.sweep(HERE, 5_001)).toBe(2)
      expect(await writeIntents.ofSubjects(HERE, ['l1', 'l2'])).toEqual([])
    })

    it('is forgotten with the person', async () => {
      const { writeIntents, erasure } = store()
      await writeIntents.add(HERE, [intent('l1'), intent('campaign:l1', { linkId: linkId('l1') }), intent('l2')])
      await erasure.erase(HERE, { links: [linkId('l1')], hubspotIds: [], salesforceIds: [] }, 1)
      expect(await writeIntents.ofSubjects(HERE, ['l1', 'campaign:l1', 'l2'])).toMatchObject([{ subject: 'l2' }])
    })
  })
}
