/*
 * The approval of a request changed: an approver, a flow, or a hand.
 *
 * Where:   System Definition > Business Rules, scope Global, Advanced
 * Name:    Access Desk: item approval
 * Table:   sc_req_item
 * When:    async
 * Actions: update
 * Filter:  approvalVALCHANGES^cat_itemIN<catalog items>^sys_updated_by!=<integration user>
 */
new AccessDeskSender().send('ritm.approval_changed', current);
