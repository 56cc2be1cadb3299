package io.masterha.it;
