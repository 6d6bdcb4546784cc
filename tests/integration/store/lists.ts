import { describe, expect, it } from 'vitest'
import type { ListedPerson, StoredCampaignMember } from '#ports/store/campaign-members.ts'
import type { Store } from '#ports/store.ts'
import { ELSEWHERE, HERE, id, link, T0 } from './rows.ts'

const member = (n: number, over: Partial<StoredCampaignMember> = {}): StoredCampaignMember => ({
  campaignId: '701A',
  linkId: id(n),
  listId: '7',
  memberId: `00v${n}`,
  made: true,
  status: 'Sent',
  wanted: 'Sent',
  print: null,
  state: 'member',
  notBefore: 0,
  ...over,
})

export function describeLists(store: () => Store): void {
  const replace = (list: string, ids: readonly string[], mark = 'm', at = T0) =>
    store().listMembers.replace(HERE, list, ids, { mark, at })

  describe('members of lists', () => {
    it('are replaced as a whole, and say who joined and who left', async () => {
      expect(await replace('7', ['1', '2'])).toEqual({ joined: ['1', '2'], left: [] })
      expect(await replace('7', ['2', '2', '3'])).toEqual({ joined: ['3'], left: ['1'] })
      expect(await replace('7', ['3', '2'])).toEqual({ joined: [], left: [] })
      expect(await store().listMembers.page(HERE, '7', '', 1)).toEqual(['2'])
      expect(await store().listMembers.page(HERE, '7', '2', 5)).toEqual(['3'])
      expect(await store().listMembers.page(ELSEWHERE, '7', '', 5)).toEqual([])
    })

    it('keep the mark of the last read; a list that was never read has none', async () => {
      await replace('7', [], 'a', T0)
      await replace('7', ['1'], 'b', T0 + 5)
      expect(await store().listMembers.marks(HERE, ['7', '8'])).toEqual(new Map([['7', { mark: 'b', readAt: T0 + 5 }]]))
      expect(await store().listMembers.marks(ELSEWHERE, ['7'])).toEqual(new Map())
    })

    it('are found by record', async () => {
      await replace('7', ['1', '2'])
      await replace('8', ['2'])
      expect(await store().listMembers.ofRecords(HERE, ['1', '2', '3'])).toEqual(
        new Map([
          ['1', new Set(['7'])],
          ['2', new Set(['7', '8'])],
        ]),
      )
    })

    it('may be very many', async () => {
      const many = Array.from({ length: 20_500 }, (_, n) => String(n))
      expect((await replace('7', many)).joined).toHaveLength(20_500)
      expect(await replace('7', many.slice(1))).toEqual({ joined: [], left: ['0'] })
    })
  })

  describe('campaign members', () => {
    const listed = (after: ListedPerson['linkId'] | null = null, limit = 10) =>
      store().campaignMembers.listed(HERE, '701A', ['7', '8'], after, limit)

    it('are those of linked people on the lists, with what was decided before', async () => {
      await store().links.save(HERE, [
        link(1),
        link(2, { salesforceObject: 'Contact' }),
        link(3, { state: 'unlinked' }),
        link(4, { state: 'intended', salesforceId: null }),
        link(5),
        link(6, { kind: 'company', hubspotId: '1', key: 'other' }),
      ])
      await replace('7', ['1', '2', '3', '4'])
      await replace('8', ['2'])
      await store().campaignMembers.save(HERE, [member(2), member(1, { campaignId: '701B' })])
      await store().inbox.knows(HERE, [
        { side: 'hubspot', object: 'contacts', recordId: '2', print: 'p2', modifiedAt: T0 },
      ])
      expect(await listed()).toEqual([
        {
          linkId: id(1),
          contactId: '1',
          object: 'Lead',
          recordId: '00Q1',
          lists: ['7'],
          member: null,
          print: null,
        },
        {
          linkId: id(2),
          contactId: '2',
          object: 'Contact',
          recordId: '00Q2',
          lists: ['7', '8'],
          member: member(2),
          print: 'p2',
        },
      ])
      expect((await listed(null, 1)).map(({ linkId }) => linkId)).toEqual([id(1)])
      expect((await listed(id(1))).map(({ linkId }) => linkId)).toEqual([id(2)])
    })

    it('leave when their contact is on none of the lists, once', async () => {
      await store().links.save(HERE, [link(1), link(2), link(3)])
      await replace('8', ['2'])
      const gone = member(9)
      await store().campaignMembers.save(HERE, [member(1), member(2), member(3, { state: 'left' }), gone])
      expect(await store().campaignMembers.leaving(HERE, '701A', ['7', '8'])).toEqual([
        { member: member(1), contactId: '1' },
        { member: gone, contactId: null },
      ])
      await store().campaignMembers.save(HERE, [member(1, { state: 'left' })])
      await store().campaignMembers.remove(HERE, '701A', [gone.linkId])
      expect(await store().campaignMembers.leaving(HERE, '701A', ['7', '8'])).toEqual([])
    })
  })
}
