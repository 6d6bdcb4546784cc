import { resumeConnectionContract } from '#http/contract/connection.ts'
import { useAction } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { Panel } from '../../components/panel.tsx'
import { useMay } from '../../shell/use-session.ts'

/** The sync is paused: why, and how it goes on. */
export function PausedNotice({ reason }: { readonly reason: string | null }) {
  const mayOperate = useMay('operate')
  const resume = useAction(resumeConnectionContract, { done: () => 'The sync goes on', refreshes: ['Jobs'] })
  return (
    <Panel
      title="The sync is paused"
      note={reason ?? 'No reason was given.'}
      actions={
        mayOperate ? (
          <ConfirmAction
            label="Resume the sync"
            variant="filled"
            title="Resume the sync?"
            onConfirm={() => resume.mutateAsync({})}
          >
            Everything that changed meanwhile in HubSpot and Salesforce is taken up, oldest first. If what stopped it is
            not mended, it stops again and says why.
          </ConfirmAction>
        ) : null
      }
    >
      {mayOperate ? 'Mend what is said above, then resume.' : 'An administrator can resume it.'}
    </Panel>
  )
}
