/*
 * Says what is missing before the first request is ordered. Changes nothing and sends nothing.
 *
 * Where:  System Definition > Scripts - Background, scope Global; run as administrator, read the output
 */
(function () {
  function say(good, text) {
    gs.info('Access Desk: ' + (good ? 'ok       ' : 'MISSING  ') + text);
  }
  function property(name) {
    return String(gs.getProperty('access_desk.' + name, '') || '');
  }
  function isOnce(table, query) {
    var record = new GlideRecord(table);
    record.addEncodedQuery(query);
    record.query();
    return Number(record.getRowCount()) === 1;
  }

  var scoped = typeof CertificateEncryption !== 'undefined';
  var mac = (scoped ? new CertificateEncryption() : new GlideCertificateEncryption()).generateMac(
    'c2FtcGxlX2tleQ==',
    'HmacSHA256',
    'sample_data'
  );
  say(String(mac) === '4VWUI48lJvmGSF6MYmOVWA9c0hfu55Ur+3e+fUFFFr4=', 'signing gives the expected signature');
  say(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(property('secret')), 'access_desk.secret can be read by scripts');
  say(/^https:\/\/[^\s]+\/webhooks\/servicenow$/.test(property('url')), 'access_desk.url ends in /webhooks/servicenow');
  say(
    property('instance') === String(gs.getProperty('instance_name', '')),
    'access_desk.instance is the name of this instance'
  );
  say(/^[\w.@-]{1,40}$/.test(property('user')), 'access_desk.user is a user name');
  if (/^[\w.@-]{1,40}$/.test(property('user')))
    say(isOnce('sys_user', 'active=true^user_name=' + property('user')), 'that user is there and active');

  property('catalog_items')
    .replace(/\s/g, '')
    .split(',')
    .forEach(function (id) {
      say(/^[0-9a-f]{32}$/.test(id) && isOnce('sc_cat_item', 'active=true^sys_id=' + id), 'catalog item ' + id);
    });
  say(isOnce('sysevent_register', 'event_name=access_desk.send_again'), 'event access_desk.send_again is registered');
  var rules = new GlideRecord('sys_script');
  rules.addEncodedQuery('active=true^nameSTARTSWITHAccess Desk: ');
  rules.query();
  say(Number(rules.getRowCount()) === 6, 'six active business rules');
})();
