import type { LeadChoices } from '#http/contract/leads.ts'
import { AcceptDialog } from './accept-dialog.tsx'
import type { Asking } from './lead-buttons.tsx'
import { ReassignDialog } from './reassign-dialog.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import type { LeadActions } from './use-lead-actions.tsx'

/** What is asked before leads are given back or passed on. */
export function LeadDialogs(props: {
  readonly asking: Asking | null
  readonly choices: LeadChoices | undefined
  readonly actions: LeadActions
  readonly onClose: () => void
}) {
  const { asking, choices, actions, onClose } = props
  if (asking === null || choices === undefined) return null
  const ids = asking.leads.map(({ id }) => id)
  if (asking.what === 'accept')
    return (
      <AcceptDialog
        leads={asking.leads}
        choices={choices}
        busy={actions.accept.isPending}
        onClose={onClose}
        onAccept={() => actions.accept.mutate({ body: { ids } })}
      />
    )
  if (asking.what === 'reject')
    return (
      <RejectDialog
        leads={asking.leads}
        choices={choices}
        busy={actions.reject.isPending}
        onClose={onClose}
        onReject={(reason) => actions.reject.mutate({ body: { ids, reason } })}
      />
    )
  return (
    <ReassignDialog
      leads={asking.leads}
      choices={choices}
      busy={actions.reassign.isPending}
      onClose={onClose}
      onReassign={(to, reason) => actions.reassign.mutate({ body: { ids, to, reason } })}
    />
  )
}
