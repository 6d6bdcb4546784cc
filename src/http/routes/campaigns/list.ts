import { campaignsQuery, campaignTableSchema } from '../../contract/campaigns.ts'
import { parseInput } from '../../problem.ts'
import type { Route } from '../../route.ts'

/** `GET /api/campaigns?model=`. */
export const listCampaigns: Route = {
  method: 'GET',
  path: '/api/campaigns',
  role: 'viewer',
  handle: async ({ campaigns }, req, res) => {
    const { model } = parseInput(campaignsQuery, { ...req.query })
    res.json(campaignTableSchema.parse(await campaigns(model)))
  },
}
