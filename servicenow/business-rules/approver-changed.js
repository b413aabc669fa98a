/*
 * An approver answered a question Access Desk asked.
 *
 * Where:   System Definition > Business Rules, scope Global, Advanced
 * Name:    Access Desk: approver answered
 * Table:   sysapproval_approver
 * When:    async
 * Actions: update
 * Filter:  stateVALCHANGES^sys_created_by=<integration user>^sys_updated_by!=<integration user>
 */
new AccessDeskSender().send('approver.changed', current);
