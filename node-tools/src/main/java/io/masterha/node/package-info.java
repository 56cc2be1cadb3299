package io.masterha.node;
