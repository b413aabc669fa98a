/*
 * Tells Access Desk that a record changed: a signed call with ids and states, never with text. What it means is read
 * from the instance by Access Desk itself.
 *
 * Where:    System Definition > Script Includes, scope Global
 * Name:     AccessDeskSender
 * Callable by clients: no
 * Reads:    the properties access_desk.* (see docs/servicenow.md)
 *
 * ES5, because an instance may still run older scripts; ASCII, because how CertificateEncryption turns other letters
 * into bytes is not documented. Signs as Standard Webhooks does.
 */
var AccessDeskSender = Class.create();

/* Seconds until a call that failed is tried again. What is lost after that, Access Desk finds by itself. */
AccessDeskSender.DELAYS = [30, 120, 600];

/* Registered under System Policy > Events > Registry; its script action is send-again.js. */
AccessDeskSender.EVENT = 'access_desk.send_again';

AccessDeskSender.prototype = {
  initialize: function () {
    this.instance = String(gs.getProperty('instance_name', '') || '');
    this.user = this._property('user');
    this.catalogItems = this._property('catalog_items').replace(/\s/g, '').split(',');
  },

  /* For the business rules: `type` is one of the events below, `record` what changed. */
  send: function (type, record) {
    this._try(type, record, String(record.getValue('sys_mod_count')), 0);
  },

  /* For the script action: a call that failed before. */
  sendAgain: function (record, type, parameters) {
    if (!record || !record.isValidRecord()) return;
    var parts = String(parameters).split(',');
    this._try(String(type), record, parts[1], parseInt(parts[0], 10));
  },

  _try: function (type, record, version, attempt) {
    /* A clone of the production instance has its properties too, and must not speak in its name. */
    if (this._property('instance') !== this.instance) return;
    var data = this['_' + type.replace('.', '_')](record);
    if (data === null) return;
    var what = type + ' ' + String(record.getUniqueValue());
    var status = 0;
    var failure = '';
    try {
      status = this._post(type, record, version, data);
      if (status >= 200 && status < 300) return;
      failure = 'answered ' + status;
    } catch (error) {
      failure = 'could not be told: ' + error;
    }
    gs.error('Access Desk ' + failure + ' (' + what + ', try ' + (attempt + 1) + ')');
    /* What it does not take now it will not take later: a wrong secret, a clock that is wrong. */
    var isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429;
    if (!isRefusal) this._later(type, record, version, attempt);
  },

  _later: function (type, record, version, attempt) {
    var seconds = AccessDeskSender.DELAYS[attempt];
    if (!seconds) return;
    var when = new GlideDateTime();
    when.addSeconds(seconds);
    gs.eventQueueScheduled(AccessDeskSender.EVENT, record, type, attempt + 1 + ',' + version, when);
  },

  _post: function (type, record, version, data) {
    var changed = String(record.getValue('sys_updated_on'));
    data.sys_mod_count = this._plain(record, 'sys_mod_count');
    data.sys_updated_on = this._plain(record, 'sys_updated_on');
    var actor = this._actor(record);
    if (actor) data.actor = actor;
    /* Built once: what is signed is what is sent. */
    var body = JSON.stringify({ type: type, timestamp: changed.replace(' ', 'T') + 'Z', data: data });
    /* The same on every try, so that a call that arrived twice is taken once. */
    var digest = new GlideDigest().getSHA256Hex([type, String(record.getUniqueValue()), version].join('|'));
    var id = 'evt_' + String(digest).toLowerCase().substring(0, 40);
    var timestamp = String(Math.floor(new GlideDateTime().getNumericValue() / 1000));

    var request = new sn_ws.RESTMessageV2();
    request.setHttpMethod('post');
    request.setEndpoint(this._property('url'));
    request.setHttpTimeout(10000);
    /* Else a bracket or a dollar sign of the body may be taken for a variable. */
    request.disableForcedVariableSubstitution();
    request.setRequestHeader('Content-Type', 'application/json');
    request.setRequestHeader('webhook-id', id);
    request.setRequestHeader('webhook-timestamp', timestamp);
    request.setRequestHeader('webhook-signature', 'v1,' + this._sign(id + '.' + timestamp + '.' + body));
    request.setRequestBody(body);
    return Number(request.execute().getStatusCode());
  },

  /* The secret's Base64 is passed on as it is: generateMac decodes it. Encoded once more, nothing fits. */
  _sign: function (text) {
    var secret = this._property('secret');
    if (!/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(secret)) throw 'the property access_desk.secret holds no secret';
    var key = secret.substring('whsec_'.length);
    var scoped = typeof CertificateEncryption !== 'undefined';
    var mac = (scoped ? new CertificateEncryption() : new GlideCertificateEncryption()).generateMac(
      key,
      'HmacSHA256',
      text
    );
    if (!mac) throw 'the call could not be signed';
    return String(mac);
  },

  _ritm_inserted: function (item) {
    return this._item(item);
  },

  _ritm_approval_changed: function (item) {
    return this._item(item);
  },

  _ritm_changed: function (item) {
    return this._item(item);
  },

  _item: function (item) {
    if (!this._isServed(item)) return null;
    return this._data(item, ['number', 'cat_item', 'request', 'approval', 'state']);
  },

  /* Only rows Access Desk opened count, so only they are told of. */
  _approver_changed: function (row) {
    if (String(row.getValue('sys_created_by')) !== this.user) return null;
    return this._data(row, ['sysapproval', 'source_table', 'state']);
  },

  _task_changed: function (task) {
    if (String(task.getValue('correlation_display')) !== 'access-desk') return null;
    return this._data(task, ['number', 'request_item', 'correlation_id', 'state']);
  },

  /* The answer itself names no item; a row between the two does, once the cart is ordered. */
  _variable_changed: function (answer) {
    var link = new GlideRecord('sc_item_option_mtom');
    link.addQuery('sc_item_option', answer.getUniqueValue());
    link.setLimit(1);
    link.query();
    var item = new GlideRecord('sc_req_item');
    if (!link.next() || !item.get(String(link.getValue('request_item'))) || !this._isServed(item)) return null;
    var data = this._data(answer, []);
    data.request_item = String(item.getUniqueValue());
    data.cat_item = this._plain(item, 'cat_item');
    return data;
  },

  _isServed: function (item) {
    var catalogItem = item.getValue('cat_item');
    return !!catalogItem && this.catalogItems.indexOf(String(catalogItem)) >= 0;
  },

  _data: function (record, fields) {
    var data = {
      instance: this.instance,
      table: String(record.getTableName()),
      sys_id: String(record.getUniqueValue()),
    };
    fields.forEach(function (field) {
      data[field] = this._plain(record, field);
    }, this);
    return data;
  },

  /* Ids, numbers, states, times: whatever else a field holds stays on the instance. */
  _plain: function (record, field) {
    var value = record.getValue(field);
    value = value === null || value === undefined ? '' : String(value);
    return /^[\w.: -]{0,100}$/.test(value) ? value : '';
  },

  /*
   * Who made the change. A rule that runs later may run as the system; then the record's last hand is the best answer,
   * and where a user of that name is not found, there is none.
   */
  _actor: function (record) {
    var session = String(gs.getUserName());
    if (session !== '' && session !== 'system' && session !== 'guest') return String(gs.getUserID());
    var user = new GlideRecord('sys_user');
    return user.get('user_name', String(record.getValue('sys_updated_by'))) ? String(user.getUniqueValue()) : '';
  },

  _property: function (name) {
    var value = gs.getProperty('access_desk.' + name, '');
    return value ? String(value) : '';
  },

  type: 'AccessDeskSender',
};
