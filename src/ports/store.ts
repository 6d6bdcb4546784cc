import type { AccessLinkStore } from './store/access-links.ts'
import type { ActionStore } from './store/actions.ts'
import type { AlertStore } from './store/alerts.ts'
import type { ApiTokenStore } from './store/api-tokens.ts'
import type { AuditStore } from './store/audit.ts'
import type { AuthRecordStore } from './store/auth-records.ts'
import type { BudgetStore } from './budget.ts'
import type { ActivityStore } from './store/activities.ts'
import type { BackfillStore } from './store/backfills.ts'
import type { CampaignFigureStore } from './store/campaign-figures.ts'
import type { CampaignMemberStore } from './store/campaign-members.ts'
import type { CampaignStore } from './store/campaigns.ts'
import type { ClaimStore } from './store/claims.ts'
import type { ChangeMarkStore } from './store/change-marks.ts'
import type { ClockStore } from './store/clocks.ts'
import type { ConfigStore } from './store/configs.ts'
import type { ConnectionStore } from './store/connections.ts'
import type { CostStore } from './store/costs.ts'
import type { CounterStore } from './store/counters.ts'
import type { DayFigureStore } from './store/day-figures.ts'
import type { CreditStore } from './store/credits.ts'
import type { DriftStore } from './store/drifts.ts'
import type { ErasureStore } from './store/erasure.ts'
import type { FieldConflictStore } from './store/field-conflicts.ts'
import type { ForesightStore } from './store/foresights.ts'
import type { HandoffStore } from './store/handoffs.ts'
import type { IdempotencyStore } from './store/idempotency.ts'
import type { InboxStore } from './store/inbox.ts'
import type { JobRunStore } from './store/job-runs.ts'
import type { JournalStore } from './store/journal.ts'
import type { LeadBoardStore } from './store/lead-board.ts'
import type { LinkStore } from './store/links.ts'
import type { ListMemberStore } from './store/list-members.ts'
import type { MatchKeyStore } from './store/match-keys.ts'
import type { OpportunityStore } from './store/opportunities.ts'
import type { OutboxStore } from './store/outbox.ts'
import type { PairFigureStore } from './store/pair-figures.ts'
import type { OutcomeStore } from './store/outcomes.ts'
import type { ImportStore, TouchSourceStore } from './store/touch-sources.ts'
import type { ParkedStore } from './store/parked.ts'
import type { PreviewStore } from './store/previews.ts'
import type { AttributionDrillStore } from './store/attribution-drill.ts'
import type { AttributionReportStore } from './store/attribution-reports.ts'
import type { AttributionSumStore } from './store/attribution-sums.ts'
import type { SlaReportStore } from './store/sla-reports.ts'
import type { RecordStore } from './store/records.ts'
import type { ReportStore } from './store/reports.ts'
import type { ReviewStore } from './store/reviews.ts'
import type { RoutingStore } from './store/routing.ts'
import type { TouchStore } from './store/touches.ts'
import type { UserStore } from './store/users.ts'
import type { WatchedStore } from './store/watched.ts'
import type { WriteIntentStore } from './store/write-intents.ts'

/**
 * Everything Tandem remembers, one member per table family. Every method takes many rows at once and runs a bounded number
 * of statements. Methods of one connection take its id first. Inside `transaction` use only the `tx` that is handed in:
 * the embedded database has one session. A lost connection or a constraint that should not fail rejects with StoreError.
 */
export interface Store {
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>
  readonly connections: ConnectionStore
  readonly configs: ConfigStore
  readonly inbox: InboxStore
  readonly counters: CounterStore
  readonly budget: BudgetStore
  readonly links: LinkStore
  readonly writeIntents: WriteIntentStore
  readonly erasure: ErasureStore
  readonly watched: WatchedStore
  readonly backfills: BackfillStore
  readonly claims: ClaimStore
  readonly matchKeys: MatchKeyStore
  readonly reviews: ReviewStore
  readonly journal: JournalStore
  readonly parked: ParkedStore
  readonly handoffs: HandoffStore
  readonly clocks: ClockStore
  readonly actions: ActionStore
  readonly alerts: AlertStore
  readonly activities: ActivityStore
  readonly opportunities: OpportunityStore
  readonly outcomes: OutcomeStore
  readonly touches: TouchStore
  readonly touchSources: TouchSourceStore
  readonly imports: ImportStore
  readonly costs: CostStore
  readonly campaignFigures: CampaignFigureStore
  readonly campaigns: CampaignStore
  readonly listMembers: ListMemberStore
  readonly campaignMembers: CampaignMemberStore
  readonly credits: CreditStore
  readonly routing: RoutingStore
  readonly outbox: OutboxStore
  readonly records: RecordStore
  readonly reports: ReportStore
  readonly slaReports: SlaReportStore
  readonly leadBoard: LeadBoardStore
  readonly attributionReports: AttributionReportStore
  readonly attributionDrill: AttributionDrillStore
  readonly attributionSums: AttributionSumStore
  readonly drifts: DriftStore
  readonly users: UserStore
  readonly authRecords: AuthRecordStore
  readonly accessLinks: AccessLinkStore
  readonly apiTokens: ApiTokenStore
  readonly audit: AuditStore
  readonly idempotency: IdempotencyStore
  readonly fieldConflicts: FieldConflictStore
  readonly foresights: ForesightStore
  readonly previews: PreviewStore
  readonly jobRuns: JobRunStore
  readonly changeMarks: ChangeMarkStore
  readonly dayFigures: DayFigureStore
  readonly pairFigures: PairFigureStore
}
