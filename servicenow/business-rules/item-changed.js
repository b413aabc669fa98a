/*
 * A request was cancelled, corrected, answered or given to somebody else.
 *
 * Where:   System Definition > Business Rules, scope Global, Advanced
 * Name:    Access Desk: item changed
 * Table:   sc_req_item
 * When:    async
 * Actions: update
 * Filter:  stateVALCHANGES^ORcommentsVALCHANGES^ORshort_descriptionVALCHANGES^ORdescriptionVALCHANGES^ORrequested_forVALCHANGES^cat_itemIN<catalog items>^sys_updated_by!=<integration user>
 */
new AccessDeskSender().send('ritm.changed', current);
