package main

import (
	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

// subscribe opens a stream and answers once it sees later commits.
func (s *session) subscribe(req *request) {
	s.reading.Wait()
	s.mu.Lock()
	_, taken := s.streams[req.stream]
	s.mu.Unlock()
	if taken {
		s.out.refuse(req.id, dberr.New(dberr.InvalidArgument, "stream \""+req.stream+"\" is open already"))
		return
	}
	sub, err := s.db.Stream(s.ctx, req.engine())
	if err != nil {
		s.out.refuse(req.id, err)
		return
	}
	s.mu.Lock()
	s.streams[req.stream] = sub
	s.mu.Unlock()
	s.out.ok(req.id)
	s.pumps.Add(1)
	go s.pump(req.stream, sub)
}

// pump writes the events of a stream until it ends.
func (s *session) pump(name string, sub *engine.Subscription) {
	defer s.pumps.Done()
	defer sub.Close()
	for {
		event, err := sub.Next(s.ctx)
		if err != nil {
			s.mu.Lock()
			_, open := s.streams[name]
			delete(s.streams, name)
			s.mu.Unlock()
			if !open { // it was asked to end
				err = nil
			}
			s.out.end(name, err)
			return
		}
		s.out.event(name, event.JSON)
	}
}

// end closes a stream; its last line is {"stream": …, "end": true}.
func (s *session) end(req *request) {
	s.mu.Lock()
	sub := s.streams[req.stream]
	delete(s.streams, req.stream)
	s.mu.Unlock()
	if sub == nil {
		s.out.refuse(req.id, dberr.New(dberr.NotFound, "no open stream \""+req.stream+"\""))
		return
	}
	sub.Close()
	s.out.ok(req.id)
}

// endStreams closes every stream and waits for their last lines.
func (s *session) endStreams() {
	s.mu.Lock()
	open := s.streams
	s.streams = map[string]*engine.Subscription{}
	s.mu.Unlock()
	for _, sub := range open {
		sub.Close()
	}
	s.pumps.Wait()
}
