/** Database servers over Connector/J: the only place with SQL text and with branches by server version. */
package io.masterha.manager.adapter.jdbc;
