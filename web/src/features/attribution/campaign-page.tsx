import { Skeleton } from '@mantine/core'
import { readReportContract } from '#http/contract/attribution.ts'
import type { AttributionReportReply } from '#http/contract/attribution.ts'
import { CAMPAIGN_LEAD_SORTS, DEAL_SORTS } from '#http/contract/attribution-deals.ts'
import { useRead } from '../../api/use-api.ts'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { sortingOf } from '../../components/sorting.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { attributionPath } from './addresses.ts'
import classes from './attribution.module.css'
import { CampaignDeals } from './campaign-deals.tsx'
import { CampaignFigures } from './campaign-figures.tsx'
import { CampaignLeads } from './campaign-leads.tsx'
import { Controls } from './controls.tsx'
import { PlaceLink } from './place-link.tsx'
import { campaignSearch } from './search.ts'
import { TrendPanel } from './trend-panel.tsx'
import { useFigures } from './use-figures.ts'

const NOBODY = '(unattributed)'

/** One campaign, or what belongs to none: figures, trend, the deals that make up its revenue, its leads. */
export function CampaignPage() {
  const [search, set] = usePageSearch(campaignSearch)
  const connection = useConnection()
  const { models, query } = useFigures(search)
  const { of } = search
  const compare = search.compare === undefined ? {} : { compare: search.compare }
  const asked = { ...query, ...compare, by: 'campaign' as const, of: of ?? NOBODY }
  const report = useRead(readReportContract, { query: asked }, { when: query !== null })
  const kept = {
    model: search.model,
    compare: search.compare,
    view: search.view,
    period: search.period,
    from: search.from,
    to: search.to,
  }
  const error = models.error ?? report.error
  return (
    <>
      <PageHead
        title={of ?? 'Unattributed'}
        note={
          of === undefined
            ? 'Leads without a campaign, and shares of deals that no touch of a campaign earned.'
            : 'What it cost, whom it brought, and its share of every deal.'
        }
        before={
          <PlaceLink to={attributionPath(connection)} search={kept}>
            Attribution
          </PlaceLink>
        }
      />
      <Controls models={models.data} search={search} byChannel={false} onChange={set} />
      {error === null ? null : <ProblemNotice error={error} onRetry={() => void report.refetch()} />}
      {query === null ? (
        error === null ? (
          <PageLoading />
        ) : null
      ) : (
        <div className={classes['stack']}>
          {report.data === undefined || (report.isPlaceholderData && !isAbout(report.data, of)) ? (
            error === null ? (
              <Skeleton height={150} aria-label="Loading the figures" />
            ) : null
          ) : (
            <div className={classes['fresh']} data-stale={report.isPlaceholderData || undefined}>
              <CampaignFigures report={report.data} of={of} />
            </div>
          )}
          <CampaignDeals
            query={query}
            of={of}
            state={search.state}
            kept={{ model: search.model, compare: search.compare }}
            onState={(state) => set({ state })}
            order={sortingOf(DEAL_SORTS, search, set)}
          />
          <TrendPanel
            query={query}
            by="campaign"
            of={of ?? NOBODY}
            grain={search.grain}
            onGrain={(grain) => set({ grain })}
          />
          <CampaignLeads
            query={query}
            of={of}
            order={sortingOf(CAMPAIGN_LEAD_SORTS, { direction: search.leads }, ({ direction }) =>
              set({ leads: direction }),
            )}
          />
        </div>
      )}
    </>
  )
}

/** Figures of another period stay while newer ones come; those of another campaign do not. */
const isAbout = ({ rows }: AttributionReportReply, of: string | undefined): boolean =>
  of === undefined || rows.some(({ name }) => name === of)
